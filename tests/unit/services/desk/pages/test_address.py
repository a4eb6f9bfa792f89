from services.desk.pages.address import Address

ADDRESS = Address.of([("q", "glove"), ("country", "MY"), ("cursor", "x"), ("to", "")])


def test_empty_parameters_as_forms_send_them_are_left_out() -> None:
    assert ADDRESS.items == (("q", "glove"), ("country", "MY"), ("cursor", "x"))


def test_a_change_goes_back_to_the_first_page() -> None:
    assert ADDRESS.add("country", "TH").href("/desk/") == (
        "/desk/?q=glove&country=MY&country=TH"
    )
    assert ADDRESS.drop("q").href("/desk/") == "/desk/?country=MY"
    assert ADDRESS.put("q", "boot").items == (("q", "boot"), ("country", "MY"))


def test_one_value_of_several_can_be_taken_away() -> None:
    both = ADDRESS.add("country", "!TH")
    assert list(both.drop("country", "MY").values("country")) == ["!TH"]
    assert list(both.drop("country").values("country")) == []


def test_what_is_typed_cannot_leave_its_parameter() -> None:
    href = Address.of([("q", "a&country=CN#\"'<")]).href("/desk/")
    assert href == "/desk/?q=a%26country%3DCN%23%22%27%3C"


def test_order_and_page_do_not_decide_what_is_found() -> None:
    address = Address.of([("q", "glove"), ("sort", "id"), ("limit", "5"), ("x", "y")])
    assert address.searching().items == (("q", "glove"),)


def test_without_parameters_the_link_is_the_path() -> None:
    assert Address().href("/desk/") == "/desk/"
