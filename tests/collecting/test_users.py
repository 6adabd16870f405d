import pytest

from likelier.collecting import users
from likelier.errors import CollectError


def test_names_are_read_each_once_in_order(tmp_path):
    file = tmp_path / "users.txt"
    file.write_text(
        "\ufeff# a list\n\nSecond.One\r\n@first_1  # with a reason\n"
        "https://www.instagram.com/third/?hl=en\ninstagram.com/first_1\n  fourth__  \nsecond.one\n",
        encoding="utf-8",
    )
    assert users.read(file) == ("second.one", "first_1", "third", "fourth__")


def test_lines_that_hold_no_name_are_told_by_number_and_not_quoted(tmp_path):
    file = tmp_path / "users.txt"
    file.write_text(
        "good\ntwo words\n.dot\n" + "x" * 31 + "\nhttps://elsewhere.example/name\nümlaut\n", encoding="utf-8"
    )
    with pytest.raises(CollectError, match=r"users\.txt: no user name in line 2, 3, 4, 5, 6: ") as raised:
        users.read(file)
    assert "words" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "no such file"), (b"\xff\xfe", "UTF-8"), (b"# nobody\n\n", "names nobody")]
)
def test_a_list_that_cannot_be_used_is_told_in_one_line(tmp_path, content, words):
    file = tmp_path / "users.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CollectError, match=words) as raised:
        users.read(file)
    assert "\n" not in str(raised.value)
