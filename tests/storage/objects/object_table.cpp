#include "storage/objects/object_table.hpp"

#include "tests/support/tables.hpp"

#include <doctest/doctest.h>

namespace vestnik::storage::object_table_tests {

TEST_SUITE_BEGIN("storage/objects/object_table");

using namespace vestnik;
using namespace vestnik::storage;
using filter = object_table::filter;

TEST_CASE("a model has its statements, made of names alone") {
  const object_table table{vestnik::test::notes()};
  CHECK(table.name() == "model_notes");
  CHECK(table.create().text() ==
        R"(CREATE TABLE model_notes ("id" BIGINT NOT NULL PRIMARY KEY, )"
        R"("text" TEXT NOT NULL DEFAULT '', "stars" BIGINT NOT NULL DEFAULT 0, )"
        R"("weight" DOUBLE PRECISION NOT NULL DEFAULT 0, )"
        R"("done" SMALLINT NOT NULL DEFAULT 0, "order" TEXT))");
  CHECK(table.find().text() ==
        R"(SELECT "id", "text", "stars", "weight", "done", "order" FROM model_notes )"
        R"(WHERE "id" = $1)");
  CHECK(table.erase_each().sql.text() ==
        R"(DELETE FROM model_notes WHERE "id" IN (SELECT _key FROM given))");
  CHECK(table.page(filter::none).text() ==
        R"(SELECT "id", "text", "stars", "weight", "done", "order" FROM model_notes )"
        R"(WHERE "id" >= $1 ORDER BY "id" LIMIT $2 OFFSET $3)");
  CHECK(table.count(filter::none).text() == "SELECT count(*) FROM model_notes");
  CHECK(table.newest().text() ==
        R"(SELECT max(one) FROM (SELECT max("id") AS one FROM model_notes UNION ALL )"
        R"(SELECT last_key FROM object_keys WHERE model = $1) AS known)");
}

TEST_CASE("an update sets each field to null or to its value, of every column of rows") {
  const object_table table{vestnik::test::places()};
  CHECK(table.update_each().sql.text() ==
        R"(UPDATE model_places SET "name" = CASE WHEN _null_name = 1 THEN NULL ELSE _new_name END )"
        R"(FROM given WHERE "pk" = _key)");
  const model::table_description keys{
      "bare", "id", {{.name = "id", .kind = model::column_kind::integer}}};
  CHECK(object_table{keys}.update_each().sql.text() ==
        R"(UPDATE model_bare SET "id" = _key FROM given WHERE "id" = _key)");
}

TEST_CASE("a filter has two parameters for each field, whichever it asks for") {
  const object_table table{vestnik::test::places()};
  CHECK(table.count(filter::equal).text() ==
        R"(SELECT count(*) FROM model_places WHERE )"
        R"(($1 = 0 OR "pk" = $2 OR ("pk" IS NULL AND $2 IS NULL)) AND )"
        R"(($3 = 0 OR "name" = $4 OR ("name" IS NULL AND $4 IS NULL)))");
  CHECK(table.page(filter::equal)
            .text()
            .ends_with(R"(AND ($6 = 0 OR "name" = $7 OR ("name" IS NULL AND $7 IS NULL)) )"
                       R"(ORDER BY "pk" LIMIT $2 OFFSET $3)"));
}

TEST_CASE("a key that is text is bytes, so that every database orders it in one way") {
  const object_table table{vestnik::test::words()};
  CHECK(table.create().text().find(R"("word" BYTEA NOT NULL PRIMARY KEY)") !=
        std::string_view::npos);
  const boost::json::value key = "x";
  CHECK(std::get<blob>(table.key_cell(key).held()).bytes == "x");
}

TEST_CASE("a column that is added has the initial value for the rows that are there") {
  auto changed = vestnik::test::notes();
  changed.columns[1].initial = "it's $1";
  changed.columns[3].initial = -1e-7;
  const object_table table{changed};
  CHECK(table.add(1).text() ==
        R"(ALTER TABLE model_notes ADD COLUMN "text" TEXT NOT NULL DEFAULT 'it''s $1')");
  CHECK(table.add(2).text() ==
        R"(ALTER TABLE model_notes ADD COLUMN "stars" BIGINT NOT NULL DEFAULT 0)");
  CHECK(table.add(3).text() ==
        R"(ALTER TABLE model_notes ADD COLUMN "weight" DOUBLE PRECISION NOT NULL DEFAULT -1e-07)");
  CHECK(table.add(4).text() ==
        R"(ALTER TABLE model_notes ADD COLUMN "done" SMALLINT NOT NULL DEFAULT 0)");
  CHECK(table.add(5).text() == R"(ALTER TABLE model_notes ADD COLUMN "order" TEXT DEFAULT NULL)");
}

TEST_SUITE_END();

} // namespace vestnik::storage::object_table_tests
