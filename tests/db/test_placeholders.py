import pytest

from eye.db.placeholders import to_psycopg


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("select :a", "select %(a)s"),
        ("values (:a,:b_2,:a)", "values (%(a)s,%(b_2)s,%(a)s)"),
        ("where n>:n-1", "where n>%(n)s-1"),
        ("select ':a', 'it''s :b', :c", "select ':a', 'it''s :b', %(c)s"),
        ('select ":a" from t where ":b"=:b', 'select ":a" from t where ":b"=%(b)s'),
        ("select :a::text", "select %(a)s::text"),
        ("select 1 -- :a 'b\n, :c", "select 1 -- :a 'b\n, %(c)s"),
        ("select /* :a ' */ :b", "select /* :a ' */ %(b)s"),
        ("like 'a%' or n % 2 = :n", "like 'a%%' or n %% 2 = %(n)s"),
        ("-- 5%\nselect 1", "-- 5%%\nselect 1"),
        ("select '12:30', n", "select '12:30', n"),
        ("select 'ü', :ü", "select 'ü', :ü"),
    ],
)
def test_names_are_rewritten_where_they_are_parameters(ours: str, theirs: str) -> None:
    assert to_psycopg(ours).decode() == theirs
