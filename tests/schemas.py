"""What a database has, told alike however it came to be: for comparing two."""

import re

from sqlalchemy import text

from coffeecop.db.search_index import is_search_table

LISTED = re.compile(r"(IN \(|ARRAY\[)('[^)\]]*)")
ON_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
ON_POSTGRESQL = """
    SELECT relname, format('%I %s %s %s', attname, format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'NOT NULL' END, pg_get_expr(adbin, adrelid))
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relkind IN ('r', 'S') AND attnum > 0 AND NOT attisdropped
    AND relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT conrelid::regclass::text, format('%I %s', conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    UNION ALL
    SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL
    SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT proname, pg_get_functiondef(oid)
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
"""


def parts_of_schema(connection):
    """Return the columns, constraints, indexes, triggers and functions, each as (of, text)."""
    if connection.dialect.name == "postgresql":
        rows = connection.execute(text(ON_POSTGRESQL.replace(":", r"\:"))).all()
        return {(of, plain(said)) for of, said in rows}
    return {
        (name, plain(part))
        for kind, name, sql in connection.exec_driver_sql(ON_SQLITE)
        if name == "concern_words" or not is_search_table(name)
        for part in (definitions(sql) if kind == "table" else [sql])
    }


def definitions(sql):
    """Return the definitions of a table's columns and constraints, whose order says nothing."""
    depth, found = 0, [""]
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


def plain(definition):
    """Write lists in order and spaces once."""
    spaced = " ".join(definition.replace('"', "").split())
    return LISTED.sub(lambda found: found[1] + ", ".join(sorted(found[2].split(", "))), spaced)
