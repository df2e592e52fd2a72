import pytest

from eye.db.placeholders import for_rows, numbered


@pytest.mark.parametrize(
    ("ours", "theirs", "names"),
    [
        ("select :a", "select $1", ["a"]),
        ("values (:a,:b_2,:a)", "values ($1,$2,$1)", ["a", "b_2"]),
        ("where n>:n-1", "where n>$1-1", ["n"]),
        ("select ':a', 'it''s :b', :c", "select ':a', 'it''s :b', $1", ["c"]),
        ('select ":a" from t where ":b"=:b', 'select ":a" from t where ":b"=$1', ["b"]),
        ("select :a::text", "select $1::text", ["a"]),
        ("select 1 -- :a 'b\n, :c", "select 1 -- :a 'b\n, $1", ["c"]),
        ("select /* :a ' */ :b", "select /* :a ' */ $1", ["b"]),
        ("like 'a%' or n % 2 = :n", "like 'a%' or n % 2 = $1", ["n"]),
        ("select '12:30', n", "select '12:30', n", []),
        ("select 'ü', :ü", "select 'ü', :ü", []),
    ],
)
def test_names_are_rewritten_where_they_are_parameters(ours: str, theirs: str, names: list[str]) -> None:
    text, found = numbered(ours)
    assert (text.decode(), list(found)) == (theirs, names)


def test_an_insert_is_written_for_several_rows() -> None:
    sql = "insert into t (a, b) values (:a, :b) on conflict (a) do nothing"
    assert for_rows(sql, 2) == "insert into t (a, b) values (:a_0, :b_0), (:a_1, :b_1) on conflict (a) do nothing"


def test_what_is_no_plain_insert_is_not_written_for_several_rows() -> None:
    assert for_rows("update t set a = :a where id = :id", 2) is None
    assert for_rows("insert into t (a) select :a", 2) is None
    assert for_rows("insert into t (a) values (coalesce(:a, 1))", 2) is None
