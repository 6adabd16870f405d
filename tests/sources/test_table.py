from datetime import UTC, datetime

import pandas as pd
import pytest
from PIL import Image

from likelier import batches, intake, sources
from likelier.errors import ParamsError, SourceError
from likelier.params import Ingest, Table
from likelier.screening import Rules
from likelier.sources import table

HEADER = "post_id,account_id,taken_at,likes"
PLAIN = f"{HEADER}\n1,a,2024-01-01,10\n2,a,2024-01-03,20\n"


def write(place, content):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def read(path, **settings):
    return list(table.Reader(Table(**settings)).read(path))


def posts(found, *columns):
    return [tuple(post[name] for name in columns) for piece in found for post in piece.posts]


def reasons(found):
    return [(one.file, one.row, one.reason) for piece in found for one in piece.rejections]


def one(tmp_path, column, cell, **settings):
    """What a cell of that column becomes, as it is written in a CSV."""
    cells = {"post_id": "1", "account_id": "a", "taken_at": "2024-01-01"} | {column: cell}
    frame = pd.DataFrame([cells], dtype=str)
    (found,) = read(write(tmp_path / "posts.csv", frame.to_csv(index=False)), **settings)
    assert not found.rejections, found.rejections
    post = found.posts[0]
    return post[column] if column in post else found.account[column]


def test_columns_of_the_contracts_names_need_no_saying(tmp_path):
    (found,) = read(write(tmp_path / "posts.csv", PLAIN))
    assert posts([found], "post_id", "likes", "kind", "file", "row") == [
        ("1", 10.0, "image", "posts.csv", 0),
        ("2", 20.0, "image", "posts.csv", 1),
    ]
    newest = datetime(2024, 1, 3, tzinfo=UTC)
    assert {post["snapshot_at"] for post in found.posts} == {newest}  # a lower bound
    assert {"account_id": "a", "username": "a"}.items() <= found.account.items()


def test_columns_of_any_names_are_mapped_and_accounts_are_put_together(tmp_path):
    content = (
        "Nr;Who;When;Text;Thumbs Up;Fans;File;unused\n"
        '7;Ann;31.01.2024 23:30;"Dawn; #Sun, @bob";"1,234";1000;x/7.jpg;!\n'
        "8;bob;01.02.2024 08:00;;;;8.jpg;!\n"
        "9;@ann;02.02.2024 08:00;Hi;5;1100;missing.jpg;!\n"
    )
    for name in ("x/7.jpg", "y/8.jpg"):
        (tmp_path / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4)).save(tmp_path / "files" / name)
    ann, bob = read(
        write(tmp_path / "posts.csv", content),
        columns={
            **{"post_id": "Nr", "username": "Who", "taken_at": "When", "caption": "Text"},
            **{"likes": "Thumbs Up", "followers": "Fans", "picture": "File"},
        },
        pictures="files",
        time_format="%d.%m.%Y %H:%M",
        time_zone="Europe/Berlin",
    )
    assert ann.posts[0]["taken_at"] == datetime(2024, 1, 31, 22, 30, tzinfo=UTC)
    assert posts([ann], "post_id", "account_id", "likes", "caption", "row") == [
        ("7", "ann", 1234.0, "Dawn; #Sun, @bob", 0),
        ("9", "ann", 5.0, "Hi", 2),
    ]
    assert (ann.posts[0]["hashtags"], ann.posts[0]["mentions"]) == (["sun"], ["bob"])
    assert ann.posts[0]["picture"] == tmp_path / "files/x/7.jpg"
    assert ann.posts[1]["picture"] is None  # one that is missing costs no post
    assert (ann.account["username"], ann.account["followers"]) == ("ann", 1100.0)  # the latest that is known
    assert posts([bob], "likes", "caption", "picture_origin") == [(None, None, "original")]
    assert bob.posts[0]["picture"] == tmp_path / "files/y/8.jpg"  # by its name alone


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("2024-01-31", 1_706_659_200),
        ("2024-01-31T22:30:00Z", 1_706_740_200),
        ("2024-01-31 22:30:00.5+02:00", 1_706_733_000.5),
        ("20240131", 1_706_659_200),
        ("1706740200", 1_706_740_200),
        ("1706740200.0", 1_706_740_200),
        ("1.7067402e9", 1_706_740_200),
        ("1706740200000", 1_706_740_200),
        ("1706740200000000", 1_706_740_200),
        ("1706740200000000000", 1_706_740_200),
    ],
)
def test_times(tmp_path, cell, seconds):
    assert one(tmp_path, "taken_at", cell).timestamp() == seconds


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("likes", "1,234", 1234.0),
        ("likes", "1,234,567", 1_234_567.0),
        ("likes", "1 234", 1234.0),
        ("likes", "1'234", 1234.0),
        ("likes", " 12.0 ", 12.0),
        ("likes", "0", 0.0),
        ("likes", "-1", None),
        *(("likes", cell, None) for cell in ("", "NaN", "nan", "None", "NULL", "<NA>", "#N/A")),
        *(("comments_disabled", cell, True) for cell in ("True", "1", "yes")),
        *(("comments_disabled", cell, False) for cell in ("false", "0", "No")),
        ("comments_disabled", "", None),
        *(("kind", cell, "carousel") for cell in ("carousel", "CAROUSEL_ALBUM", "GraphSidecar", "8")),
        *(("kind", cell, "video") for cell in ("VIDEO", "reel", "2", "2.0")),
        ("kind", "", "image"),
        ("kind", "story", None),
        ("caption", "nan", None),
        ("caption", "None of us", "None of us"),
        ("caption", "two\nlines, שלום 🎉", "two\nlines, שלום 🎉"),
        ("hashtags", "#Sun sea,sand", ["sun", "sea", "sand"]),
        ("hashtags", "['Sun', 'sea']", ["sun", "sea"]),
        ("hashtags", "", []),
        ("post_id", "2396889842442551886", "2396889842442551886"),
        ("followers", "12,000", 12_000.0),
        ("is_verified", "t", True),
        ("time_zone", "Asia/Tokyo", "Asia/Tokyo"),
        ("username", "@ann", "ann"),
    ],
)
def test_cells_of_all_sorts(tmp_path, column, cell, value):
    assert one(tmp_path, column, cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("likes", "many", "bad value: likes is 'many', which is no number"),
        ("likes", "1,23", "bad value"),
        ("likes", "-7", "bad value: likes is -7.0"),
        ("likes", "inf", "bad value: likes is inf"),
        ("followers", "?", "bad value: followers"),
        ("comments_disabled", "maybe", "bad value"),
        ("taken_at", "yesterday", "no time: taken_at is 'yesterday', neither ISO 8601"),
        ("taken_at", "01/02/2024", "no time"),  # which of them is the day?
        ("taken_at", "9e40", "no time"),
        ("post_id", "2.39689E+18", "bad value: post_id is '2.39689E+18', as a spreadsheet rounds"),
        ("account_id", "", "no owner"),
        ("hashtags", "[1,", "bad value"),
        ("time_zone", "Berlin", "bad value"),
        ("picture_origin", "stolen", "bad value"),
        ("picture", "../secret.jpg", "bad value: picture is '../secret.jpg', which leads out of the folder"),
        ("picture", "a/../../secret.jpg", "bad value"),
        ("picture", "..\\secret.jpg", "bad value"),
        ("picture", "/etc/secret.jpg", "bad value"),
    ],
)
def test_a_bad_cell_is_rejected_with_its_row_and_the_others_stay(tmp_path, column, cell, reason):
    Image.new("RGB", (4, 4)).save(tmp_path / "1.jpg")
    Image.new("RGB", (4, 4)).save(tmp_path.parent / "secret.jpg")
    rows = [
        {"post_id": "1", "account_id": "a", "taken_at": "2024-01-01", "picture": "1.jpg", "picture_origin": "cover"}
    ]
    rows.append(rows[0] | {"post_id": "2"} | {column: cell})
    frame = pd.DataFrame(rows, dtype=str)
    found = read(write(tmp_path / "posts.csv", frame.to_csv(index=False)))
    assert posts(found, "post_id") == [("1",)]
    ((file, row, told),) = reasons(found)
    assert (file, row) == ("posts.csv", 1)
    assert told.startswith(reason)


def test_pictures_by_path_by_name_by_address_by_id_and_never_through_a_link_that_leads_out(tmp_path):
    secret = tmp_path / "secret.jpg"
    place = tmp_path / "data" / "pictures"
    place.mkdir(parents=True)
    for file in (secret, place / "1.jpg", place / "two words.png", place / "C3.webp", place / "C4_1.jpg"):
        Image.new("RGB", (4, 4)).save(file)
    (place / "link.jpg").symlink_to(secret)
    content = "post_id,username,taken_at,shortcode,kind,picture\n" + "".join(
        f"{number},a,2024-01-0{number},C{number},{kind},{picture}\n"
        for number, kind, picture in (
            (1, "image", place / "1.jpg"),
            (2, "image", "https://cdn.example.org/x/two%20words.png?sig=1"),
            (5, "image", "link.jpg"),
            (6, "image", "1"),
        )
    )
    found = read(write(tmp_path / "data" / "posts.csv", content))
    names = [picture and picture.name for (picture,) in posts(found, "picture")]
    assert names == ["1.jpg", "two words.png", None, "1.jpg"]
    content = "post_id,username,taken_at,shortcode,kind\n3,a,2024-01-03,C3,image\n4,a,2024-01-04,C4,carousel\n"
    found = read(write(tmp_path / "data" / "posts.csv", content))
    assert [picture.name for (picture,) in posts(found, "picture")] == ["C3.webp", "C4_1.jpg"]
    assert posts(found, "picture_origin") == [("original",), ("cover",)]


def test_pictures_of_which_none_is_there_stop_with_the_setting(tmp_path):
    write(tmp_path / "posts.csv", "post_id,username,taken_at,picture\n1,a,2024-01-01,1.jpg\n2,a,2024-01-02,\n")
    with pytest.raises(SourceError, match=r"none of the 1 pictures .* ingest\.table\.pictures"):
        read(tmp_path)
    with pytest.raises(SourceError, match=r"nowhere: no such folder.*ingest\.table\.pictures"):
        read(tmp_path, pictures="nowhere")


@pytest.mark.parametrize(
    ("content", "settings", "named"),
    [
        (
            "id,account_id,taken_at\n",
            {},
            ("no column post_id or shortcode", "ingest.table.columns.post_id", "id, account_id"),
        ),
        ("post_id,taken_at,who\n", {}, ("no column account_id or username", "who")),
        ("post_id,username,day\n", {}, ("no column taken_at", "day")),
        (PLAIN, {"columns": {"likes": "hearts"}}, ("no column 'hearts'", "ingest.table.columns.likes", "account_id")),
        ("post_id,post_id,username,taken_at\n", {}, ("'post_id' twice",)),
        ("Post ID,post_id,username,taken_at\n", {}, ("twice",)),
        ("\x00\x01\x02\n", {}, ("no column",)),
    ],
)
def test_a_missing_column_is_named_with_those_that_are_there(tmp_path, content, settings, named):
    with pytest.raises(SourceError) as raised:
        read(write(tmp_path / "posts.csv", content), **settings)
    for words in ("posts.csv", *named):
        assert words in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"columns": {"hearts": "likes"}}, "ingest.table.columns.hearts"),
        ({"columns": {"source": "x"}}, "ingest.table.columns.source"),
        ({"time_zone": "Mars"}, "ingest.table.time_zone"),
        ({"encoding": "utf-99"}, "ingest.table.encoding"),
        ({"snapshot_at": "soon"}, "ingest.table.snapshot_at"),
    ],
)
def test_a_wrong_setting_is_named(settings, named):
    with pytest.raises(ParamsError, match=named):
        table.Reader(Table(**settings))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_are_told_by_their_marks(tmp_path, encoding):
    content = f"{HEADER},caption\n1,a,2024-01-01,10,Größe\n".encode(encoding)
    assert posts(read(write(tmp_path / "posts.csv", content)), "caption") == [("Größe",)]


def test_bytes_that_are_no_utf_8_cost_their_rows_or_are_named(tmp_path):
    content = f"{HEADER},caption\n1,a,2024-01-01,10,Größe\n2,a,2024-01-01,10,plain\n".encode("latin-1")
    write(tmp_path / "posts.csv", content)
    found = read(tmp_path)
    assert posts(found, "post_id") == [("2",)]
    assert reasons(found) == [("posts.csv", 0, "not utf-8-sig: say which encoding it is in ingest.table.encoding")]
    assert posts(read(tmp_path, encoding="latin-1"), "caption") == [("Größe",), ("plain",)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_header(tmp_path, delimiter):
    write(tmp_path / "posts.csv", PLAIN.replace(",", delimiter))
    assert posts(read(tmp_path), "post_id") == [("1",), ("2",)]


def test_rows_of_another_width_and_a_quote_that_never_ends(tmp_path):
    content = PLAIN + '3,a\n\n4,a,2024-01-04,40,more\n5,a,2024-01-05,50\n6,a,2024-01-06,"60\n7,a,2024-01-07,70\n'
    found = read(write(tmp_path / "posts.csv", content))
    assert posts(found, "post_id", "row") == [("1", 0), ("2", 1), ("5", 4)]
    told = reasons(found)
    assert [row for _, row, _ in told] == [2, 3, 5]
    assert told[0][2] == "another shape: has 2 fields, and the header 4"
    assert told[2][2].startswith("not CSV: the row that begins in line 8: unexpected end of data")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("b.csv", b"", "empty file"),
        ("b.csv", b"\n", "empty file"),
        ("b.parquet", b"PAR1 cut off", "not Parquet"),
        ("b.parquet", b"", "not Parquet"),
    ],
)
def test_a_file_that_is_no_table_is_rejected_as_a_whole(tmp_path, name, content, reason):
    write(tmp_path / "a.csv", PLAIN)
    write(tmp_path / name, content)
    found = read(tmp_path)
    assert posts(found, "post_id") == [("1",), ("2",)]
    ((file, row, told),) = reasons(found)
    assert (file, row) == (name, None)
    assert told.startswith(reason)


def test_a_caption_as_long_as_a_book_is_a_caption(tmp_path):
    assert len(one(tmp_path, "caption", "word " * 200_000)) == 1_000_000


def test_a_folder_of_tables_is_one_and_the_table_of_time_zones_is_none_of_them(tmp_path):
    write(tmp_path / "a.csv", PLAIN)
    write(tmp_path / "deeper/b.tsv", "post_id\taccount_id\ttaken_at\n3\ta\t2024-01-09\n")
    write(tmp_path / "time_zones.csv", "username,time_zone\na,Asia/Tokyo\n")
    (found,) = read(tmp_path)
    assert posts([found], "post_id", "file") == [("1", "a.csv"), ("2", "a.csv"), ("3", "deeper/b.tsv")]
    assert {post["snapshot_at"] for post in found.posts} == {datetime(2024, 1, 9, tzinfo=UTC)}
    with pytest.raises(SourceError, match="no such folder"):
        read(tmp_path / "nowhere")


def test_parquet_keeps_its_types_and_its_pictures(tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "x.png")
    picture = (tmp_path / "x.png").read_bytes()
    frame = pd.DataFrame(
        {
            "post_id": [2**60 + 1, 2, 3],
            "account_id": ["b", "a", "b"],
            "taken_at": pd.to_datetime(["2024-01-01", "2024-01-02", None]).tz_localize("Asia/Tokyo"),
            "likes": [1.0, None, 3.0],
            "hashtags": [["Sun"], [], None],
            "comments_disabled": [True, False, None],
            "picture": [picture, None, b"broken"],
            "snapshot_at": pd.Timestamp("2024-03-01"),
        }
    )
    frame.to_parquet(tmp_path / "posts.parquet", row_group_size=2)
    a, b = read(tmp_path / "posts.parquet")
    assert posts([a, b], "post_id", "likes", "picture", "comments_disabled", "hashtags") == [
        ("2", None, None, False, []),
        (str(2**60 + 1), 1.0, picture, True, ["sun"]),
        ("3", 3.0, b"broken", None, []),
    ]
    assert b.posts[0]["taken_at"] == datetime(2023, 12, 31, 15, tzinfo=UTC)
    assert b.posts[0]["snapshot_at"] == datetime(2024, 3, 1, tzinfo=UTC)
    (tmp_path / "shards").mkdir()
    tally = intake.write(iter([a, b]), tmp_path / "shards", "table", Rules(drop_newest=False), 1)
    assert (tally.rows_kept, tally.reasons) == (2, {"no time": 1})


def test_the_projects_own_shards_are_tables(tmp_path):
    """What `ingest` wrote comes back as it was."""
    (found,) = read(write(tmp_path / "posts.csv", PLAIN + "3,a,2024-01-04,\n"))
    (tmp_path / "shards").mkdir()
    intake.write(iter([found]), tmp_path / "shards", "table", Rules(drop_newest=False), 1)
    reader = sources.load("table", Ingest(source="table"))
    (again,) = reader.read(tmp_path / "shards" / "posts-0000.parquet")
    assert again.posts == [post | {"file": "posts-0000.parquet"} for post in found.posts]


def test_a_known_snapshot_and_a_zone_from_the_table_go_through_to_the_shards(tmp_path):
    write(
        tmp_path / "posts.csv",
        f"{HEADER},time_zone\n1,a,2024-01-01,10,Asia/Tokyo\n2,b,2024-01-01,10,\n2,b,2024-01-01,1,\n",
    )
    (tmp_path / "shards").mkdir()
    pieces = table.Reader(Table(snapshot_at="2024-02-01")).read(tmp_path / "posts.csv")
    tally = intake.write(pieces, tmp_path / "shards", "table", Rules(drop_newest=False), 1, {"b": "Europe/Berlin"})
    assert (tally.rows_read, tally.rows_kept, tally.time_zones, tally.reasons) == (3, 2, 2, {"the same post": 1})
    rows = intake.posts.read_posts(tmp_path / "shards")
    assert set(rows["snapshot_at"]) == {pd.Timestamp("2024-02-01", tz="UTC")}
    accounts = intake.posts.read_accounts(tmp_path / "shards").set_index("username")["time_zone"]
    assert accounts.to_dict() == {"a": "Asia/Tokyo", "b": "Europe/Berlin"}


def test_what_scores_and_measures_reads_the_table_by_the_same_settings(tmp_path):
    write(tmp_path / "posts.csv", "nr,username,taken_at\n1,a,2024-01-01\n")
    settings = Ingest(table=Table(columns={"post_id": "nr"}))
    with batches.readable("table", tmp_path / "posts.csv", workspace=tmp_path, settings=settings) as (shards, tally):
        assert (tally.rows_kept, intake.posts.read_posts(shards)["post_id"].tolist()) == (1, ["1"])


def test_pictures_as_the_hugging_face_hub_keeps_them(tmp_path):
    rows = {"post_id": ["1", "2"], "username": ["a", "a"], "taken_at": ["2024-01-01", "2024-01-02"]}
    frame = pd.DataFrame(rows | {"picture": [{"bytes": b"raw", "path": "x.jpg"}, {"bytes": None, "path": None}]})
    frame.to_parquet(tmp_path / "posts.parquet")
    assert posts(read(tmp_path), "picture") == [(b"raw",), (None,)]


def test_a_file_of_one_endless_line_is_no_table(tmp_path):
    write(tmp_path / "posts.csv", "x" * 3_000_000)
    with pytest.raises(SourceError, match="no column post_id") as raised:
        read(tmp_path)
    assert len(str(raised.value)) < 500
