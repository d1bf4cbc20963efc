#include "model/object_change.hpp"

#include "tests/support/tables.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>

namespace vestnik::model::object_change_tests {

TEST_SUITE_BEGIN("model/object_change");

using namespace vestnik;
using namespace vestnik::model;
using vestnik::test::notes;
using vestnik::test::words;
namespace json = boost::json;
using kind = object_change::kind;

namespace {

/// `key fields`, or why it is refused.
std::string checked(const object_change& change, const table_description& table = notes()) {
  const auto read = check(table, change);
  if (!read)
    return read.error().field + ": " + read.error().message;
  return json::serialize(read->key) + ' ' + json::serialize(read->fields);
}

std::string inserted(std::string fields, const table_description& table = notes()) {
  return checked({kind::insert, {}, {std::move(fields)}}, table);
}

std::string updated(std::string fields) {
  return checked({kind::update, {R"("7")"}, {std::move(fields)}});
}

} // namespace

TEST_CASE("an insert becomes a whole object whose key is still to be given") {
  CHECK(inserted(R"({"order":"b","weight":2,"id":"99"})") ==
        R"(null {"id":null,"text":"","stars":0,"weight":2E0,"done":false,"order":"b"})");
  CHECK(inserted("{}") ==
        R"(null {"id":null,"text":"","stars":0,"weight":0E0,"done":false,"order":null})");
}

TEST_CASE("a key that is text is the client's to give") {
  CHECK(inserted(R"({"word":"a"})", words()) == R"("a" {"word":"a","uses":0})");
  CHECK(inserted("{}", words()) == "word: word is missing");
}

TEST_CASE("an update has the fields that it sets, in the form of all objects") {
  CHECK(updated(R"({"weight":-1,"order":null})") == R"("7" {"weight":-1E0,"order":null})");
  CHECK(updated("{}") == R"("7" {})");
  CHECK(updated(R"({"id":"7"})") == R"("7" {"id":"7"})");
  CHECK(updated(R"({"id":"8"})") == "id: id is the key, which stays");
}

TEST_CASE("a remove has its key alone") {
  CHECK(checked({kind::remove, {R"("7")"}, {}}) == R"("7" {})");
}

TEST_CASE(
    "what an object must still be is of fields that are known here, in the form of all objects") {
  const auto before = [](kind type, std::string text) -> std::string {
    const auto read = check(notes(), {type, {R"("7")"}, {"{}"}, {std::move(text)}});
    return read ? json::serialize(read->before) : read.error().field;
  };
  for (const auto type : {kind::update, kind::remove}) {
    CHECK(before(type, "") == "{}");
    CHECK(before(type, R"({"weight":2,"newer":1,"text":"a"})") == R"({"weight":2E0,"text":"a"})");
    CHECK(before(type, "[]") == "before");
  }
}

TEST_CASE("a key that is text has at most 1,024 bytes") {
  const auto word = [](std::size_t bytes) {
    return inserted(R"({"word":")" + std::string(bytes, 'x') + R"("})", words());
  };
  CHECK(word(1'024).starts_with("\"xx"));
  CHECK(word(1'025) == "word: word is the key, and has at most 1024 bytes");
  const auto longer = '"' + std::string(1'025, 'x') + '"';
  CHECK(check(words(), {kind::remove, {longer}, {}}).error().code == ec::not_found);
}

TEST_CASE("fields that are unknown or do not fit are refused by their names") {
  CHECK(updated(R"({"txt":"x"})") == "txt: txt is no field of notes");
  CHECK(updated(R"({"stars":128})") == "stars: stars has a value that it cannot have");
  CHECK(inserted(R"({"text":null})") == "text: text has a value that it cannot have");
  for (const auto* text : {"", "[]", "{", R"({"text":"a\u0000b"})"})
    CHECK(inserted(text) == "fields: the fields must be a JSON object");
}

TEST_CASE("a key that no object can have is not found") {
  for (const auto* key : {"", "7", R"("x")", "null", R"("07")"}) {
    const auto refused = check(notes(), {kind::remove, {key}, {}});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ec::not_found);
    CHECK(refused.error().field == "pk");
  }
}

TEST_SUITE_END();

} // namespace vestnik::model::object_change_tests
