import pytest

from schemas.enrichment import Organization
from tocsin.names.counted import counted_name


@pytest.mark.parametrize(
    ("text", "normal", "counted"),
    [
        ("维尔特兰纺织有限公司", "weiertelanfangzhiyouxiangongsi", "维尔特兰纺织"),
        ("维尔特兰纺织", "weiertelanfangzhi", "维尔特兰纺织"),
        ("مصنع الوردة", "msn lwrdh", "مصنع الوردة"),
        ("Ромашка", "romashka", "romashka"),
        ("Öztürk Tekstil A.Ş.", "ozturk tekstil", "ozturk tekstil"),
        ("Veltrano 有限公司", "veltrano", "veltrano"),
        ("公司", "gongsi", "gongsi"),
    ],
)
def test_a_name_is_counted_in_its_own_script_where_latin_letters_hide_it(
    text: str, normal: str, counted: str
) -> None:
    one = Organization(
        text=text, normal=normal, role="manufacturer", alleged=True, confidence=1.0
    )
    assert counted_name(one) == counted


def test_another_spelling_counts_only_where_the_normal_name_is_made_of_it() -> None:
    def counted(normal: str) -> str:
        return counted_name(
            Organization(
                text="Veltrano Textile Company",
                normal=normal,
                variants=("维尔特兰纺织",),
                role="manufacturer",
                alleged=True,
                confidence=1.0,
            )
        )

    assert counted("weiertelanfangzhi") == "维尔特兰纺织"
    assert counted("veltrano textile") == "veltrano textile"
