import pytest

from tocsin.lists.readers import ListUnreadable, publisher_of

CBP = b'WRO/Finding,Effective Date,Entity\r\nWRO,5/4/2021,"Zamrud\r\nLatex"\r\n'
DHS = b"<table><tr><th>Name of Entity</th><th>Effective Date</th></tr></table>"
DOL = b"<Goods><Good><Good_Name>Tea</Good_Name></Good></Goods>"


@pytest.mark.parametrize(
    ("data", "publisher"), [(CBP, "cbp"), (DHS, "dhs"), (DOL, "dol")]
)
def test_a_file_tells_who_published_it(data: bytes, publisher: str) -> None:
    assert publisher_of(data) == publisher


def test_another_file_is_refused() -> None:
    with pytest.raises(ListUnreadable, match="neither CBP's orders"):
        publisher_of(b"<html>Page not found</html>")
