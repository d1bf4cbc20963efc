#include "mail/imap/pipeline.hpp"

#include <doctest/doctest.h>
#include <optional>

namespace vestnik::mail::imap_pipeline_tests {

TEST_SUITE_BEGIN("mail/imap/pipeline");

using namespace vestnik::mail;
using task = imap_pipeline::task;

TEST_CASE("each command has its own tag and is found by it, in any order") {
  imap_pipeline pipeline;
  CHECK(pipeline.begin(make_command("NOOP"), task::step) == "v1 NOOP\r\n");
  CHECK(pipeline.begin(make_command("X"), task::batch, 7) == "v2 X\r\n");
  const auto second = pipeline.finish("v2");
  REQUIRE(second);
  CHECK(second->purpose == task::batch);
  CHECK(second->batch == 7);
  CHECK(pipeline.finish("v1")->purpose == task::step);
}

TEST_CASE("a tag counts once, and only ours do") {
  imap_pipeline pipeline;
  (void)pipeline.begin(make_command("NOOP"), task::step);
  CHECK(!pipeline.finish("v2"));
  CHECK(!pipeline.finish("*"));
  CHECK(pipeline.finish("v1"));
  CHECK(!pipeline.finish("v1"));
}

TEST_CASE("pieces are given one by one, and dropped when the server is done") {
  imap_pipeline pipeline;
  const imap_command literals{{"A {1}\r\n", "b {1}\r\n", "c\r\n"}};
  CHECK(pipeline.begin(literals, task::step) == "v1 A {1}\r\n");
  CHECK(pipeline.next_piece() == "b {1}\r\n");
  CHECK(pipeline.next_piece() == "c\r\n");
  CHECK(!pipeline.next_piece());
  (void)pipeline.begin(literals, task::step);
  CHECK(pipeline.finish("v2"));
  CHECK(!pipeline.next_piece());
}

TEST_CASE("the end of an earlier command leaves the pieces of the last one") {
  imap_pipeline pipeline;
  (void)pipeline.begin(make_command("ID NIL"), task::identify);
  (void)pipeline.begin({{"EXAMINE {1}\r\n", "x\r\n"}}, task::step);
  CHECK(pipeline.finish("v1"));
  CHECK(pipeline.next_piece() == "x\r\n");
}

} // namespace vestnik::mail::imap_pipeline_tests
