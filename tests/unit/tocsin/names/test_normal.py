import pytest

from tocsin.names.normal import name_tokens, normal_name


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Zamrud Mfg. Co., Ltd.", "zamrud manufacturing"),
        ("ZAMRUD MANUFACTURING COMPANY LIMITED", "zamrud manufacturing"),
        ("Tejidos Luna, S.A. de C.V.", "tejido luna"),
        ("Tejidos Luna SA de CV", "tejido luna"),
        ("Zamrud Sdn. Bhd.", "zamrud"),
        ("PT. Maju Samudra Tbk", "maju samudra"),
        ("Vesna d.0.0.", "vesna"),
        ("Vesna d.o.o. Nis", "vesna nis"),
        (
            "\u041e\u041e\u041e \u00ab\u0420\u043e\u043c\u0430\u0448\u043a\u0430\u00bb",
            "romashka",
        ),
        ("Hibiki 株式会社", "hibiki"),
        ("Luna Garments (Pvt.) Ltd", "luna garment"),
        ("Luna Int'l Tech. Ent.", "luna international technology enterprise"),
        ("Holding AG", "holding ag"),
        ("K.K. Rug Industries", "kk rug industry"),
        ("", ""),
        ("\N{GRINNING FACE}", "grinning"),
    ],
)
def test_spellings_of_one_name_have_one_normal_form(name: str, normal: str) -> None:
    assert normal_name(name) == normal


def test_scripts_are_written_in_latin_letters() -> None:
    assert name_tokens("北斗纺织有限公司") == ("beidoufangzhi",)


def test_a_name_without_end_is_cut() -> None:
    assert len(normal_name("a" * 5_000)) == 300
