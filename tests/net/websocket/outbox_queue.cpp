#include "net/websocket/outbox_queue.hpp"

#include <array>
#include <doctest/doctest.h>

namespace vestnik::net::outbox_queue_tests {

TEST_SUITE_BEGIN("net/websocket/outbox_queue");

using namespace vestnik::net;

namespace {

frame_ptr text(std::string_view payload) { return make_frame(frame_kind::text, payload); }

std::string bytes_of(const outbox_queue& queue) {
  std::array<iovec, outbox_queue::max_parts> parts;
  std::string out;
  const auto filled = queue.gather(parts);
  for (std::size_t i = 0; i < filled; ++i)
    out.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
  return out;
}

/// What a peer gets that takes `step` bytes at a time.
std::string drained(outbox_queue& queue, std::size_t step) {
  std::string out;
  while (!queue.empty()) {
    const auto next = bytes_of(queue).substr(0, step);
    queue.consume(next.size());
    out += next;
  }
  return out;
}

} // namespace

TEST_CASE("frames leave in the order in which they were put") {
  outbox_queue queue{{}};
  REQUIRE(queue.put_frame(text("a")));
  REQUIRE(queue.put_frame(text("b")));
  CHECK(queue.frames() == 2);
  CHECK(drained(queue, 1'000) == "\x81\x01"
                                 "a\x81\x01"
                                 "b");
  CHECK(queue.frames() == 0);
}

TEST_CASE("no frame passes the handshake, and the close frame comes last") {
  outbox_queue queue{{}};
  REQUIRE(queue.put_frame(text("a")));
  queue.put_close("C");
  queue.put_control("P");
  queue.put_handshake("101");
  CHECK(bytes_of(queue) == "101\x81\x01"
                           "aC");
  CHECK(queue.ends());
}

TEST_CASE("a control frame goes out at the next frame boundary") {
  outbox_queue queue{{}};
  REQUIRE(queue.put_frame(text("abc")));
  REQUIRE(queue.put_frame(text("d")));
  SUBCASE("before the first frame while it has not started") {
    queue.put_control("P");
    CHECK(bytes_of(queue) == "P\x81\x03"
                             "abc\x81\x01"
                             "d");
  }
  SUBCASE("behind the frame that has started") {
    queue.consume(3);
    queue.put_control("P");
    CHECK(bytes_of(queue) == "bcP\x81\x01"
                             "d");
  }
  SUBCASE("and one that has started itself is finished first") {
    queue.put_control("PQ");
    queue.consume(1);
    queue.put_control("R");
    CHECK(bytes_of(queue) == "QR\x81\x03"
                             "abc\x81\x01"
                             "d");
  }
}

TEST_CASE("the peer gets the same bytes however few the kernel takes") {
  for (std::size_t step = 1; step <= 40; ++step) {
    CAPTURE(step);
    outbox_queue queue{{}};
    queue.put_handshake("HTTP");
    std::string expected = "HTTP";
    for (int i = 0; i < 20; ++i) {
      const auto item = text(std::string(static_cast<std::size_t>(i * 7), 'x'));
      REQUIRE(queue.put_frame(item));
      expected += item->bytes();
    }
    queue.put_close("CLOSE");
    CHECK(drained(queue, step) == expected + "CLOSE");
    CHECK(queue.pending_bytes() == 0);
  }
}

TEST_CASE("control frames between short sends never split a data frame") {
  for (std::size_t step = 1; step <= 12; ++step) {
    CAPTURE(step);
    outbox_queue queue{{}};
    for (int i = 0; i < 30; ++i)
      REQUIRE(queue.put_frame(text("0123456789")));
    std::string out;
    while (!queue.empty()) {
      if (out.size() < 200)
        queue.put_control("\x8a\x01!");
      const auto next = bytes_of(queue).substr(0, step);
      queue.consume(next.size());
      out += next;
      if (out.size() > 100'000)
        break;
    }
    std::size_t frames = 0;
    for (std::size_t at = 0; at < out.size();) {
      const bool control = out[at] == '\x8a';
      const std::string_view whole = control ? "\x8a\x01!"
                                             : "\x81\x0a"
                                               "0123456789";
      REQUIRE(out.compare(at, whole.size(), whole) == 0);
      frames += control ? 0 : 1;
      at += whole.size();
    }
    CHECK(frames == 30);
  }
}

TEST_CASE("both limits are exact, and a refused frame leaves the queue as it was") {
  SUBCASE("frames") {
    outbox_queue queue{{1'000, 2}};
    CHECK(queue.put_frame(text("a")));
    CHECK(queue.put_frame(text("b")));
    CHECK_FALSE(queue.put_frame(text("c")));
    CHECK(queue.pending_bytes() == 6);
    queue.consume(3);
    CHECK(queue.put_frame(text("c")));
  }
  SUBCASE("bytes") {
    outbox_queue queue{{6, 100}};
    CHECK(queue.put_frame(text("a")));
    CHECK(queue.put_frame(text("b")));
    CHECK_FALSE(queue.put_frame(text("")));
    CHECK(queue.frames() == 2);
  }
}

TEST_CASE("one frame of any size may wait if nothing else does") {
  outbox_queue queue{{6, 100}};
  REQUIRE(queue.put_frame(text("12345")));
  CHECK_FALSE(queue.put_frame(text("")));
  CHECK(drained(queue, 2) == "\x81\x05"
                             "12345");
  REQUIRE(queue.put_frame(text("a")));
  CHECK_FALSE(queue.put_frame(text("12345")));
  SUBCASE("also beside what may be lost, which makes room") {
    outbox_queue other{{6, 100}};
    REQUIRE(
        other.put_frame(make_frame(frame_kind::text, "t", {frame_policy::when_slow::drop_oldest})));
    REQUIRE(other.put_frame(text("12345")));
    CHECK(other.frames() == 1);
  }
}

TEST_CASE("dropping keeps the frame that has started, whole") {
  outbox_queue queue{{}};
  REQUIRE(queue.put_frame(text("abc")));
  REQUIRE(queue.put_frame(text("d")));
  SUBCASE("one has started") {
    queue.consume(1);
    queue.drop_unstarted();
    queue.put_close("C");
    CHECK(bytes_of(queue) == "\x03"
                             "abcC");
    CHECK(queue.pending_bytes() == 5);
  }
  SUBCASE("none has started") {
    queue.drop_unstarted();
    CHECK(queue.empty());
  }
}

TEST_CASE("a gathered send takes 64 parts, and no more") {
  outbox_queue queue{{}};
  for (int i = 0; i < 100; ++i)
    REQUIRE(queue.put_frame(text("x")));
  std::array<iovec, outbox_queue::max_parts> parts;
  CHECK(queue.gather(parts) == 64);
  queue.consume(std::size_t{64} * 3);
  CHECK(queue.gather(parts) == 36);
}

TEST_CASE("frames are shared, not copied, and let go once sent") {
  outbox_queue queue{{}};
  const auto shared = text("hello");
  REQUIRE(queue.put_frame(shared));
  std::array<iovec, outbox_queue::max_parts> parts;
  REQUIRE(queue.gather(parts) == 1);
  CHECK(parts[0].iov_base == shared->bytes().data());
  CHECK(shared.use_count() == 2);
  queue.consume(shared->bytes().size());
  CHECK(shared.use_count() == 1);
}

TEST_CASE("the ring keeps its order when it wraps and when it grows") {
  outbox_queue queue{{}};
  std::string expected;
  std::string got;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i <= round % 7; ++i) {
      const auto item = text(std::to_string(round * 10 + i));
      REQUIRE(queue.put_frame(item));
      expected += item->bytes();
    }
    const auto part = bytes_of(queue).substr(0, 11);
    queue.consume(part.size());
    got += part;
  }
  CHECK(got + drained(queue, 5) == expected);
}

TEST_CASE("clearing lets everything go but remembers the end") {
  outbox_queue queue{{}};
  const auto shared = text("hello");
  REQUIRE(queue.put_frame(shared));
  queue.put_close("C");
  queue.clear();
  CHECK(queue.empty());
  CHECK(shared.use_count() == 1);
  queue.put_control("P");
  CHECK(queue.empty());
}

namespace {

using when_slow = frame_policy::when_slow;

frame_ptr state(std::string_view payload, std::uint64_t coalesce_key) {
  return make_frame(frame_kind::text, payload, {when_slow::coalesce, coalesce_key});
}

frame_ptr typing(std::string_view payload) {
  return make_frame(frame_kind::text, payload, {when_slow::drop_oldest});
}

/// The payloads that wait, without their two-byte headers.
std::string waiting_in(const outbox_queue& queue) {
  std::string out;
  const auto all = bytes_of(queue);
  for (std::size_t i = 0; i < all.size(); i += 2 + static_cast<std::size_t>(all[i + 1]))
    out += all.substr(i + 2, static_cast<std::size_t>(all[i + 1])) + ' ';
  return out;
}

} // namespace

TEST_CASE("the newest of a coalesce key takes the place of the one that waits") {
  outbox_queue queue{{}};
  REQUIRE(queue.put_frame(state("1%", 7)));
  REQUIRE(queue.put_frame(text("mail")));
  REQUIRE(queue.put_frame(state("other", 8)));
  REQUIRE(queue.put_frame(state("100%", 7)));
  CHECK(waiting_in(queue) == "100% mail other ");
  CHECK(queue.pending_bytes() == bytes_of(queue).size());
  SUBCASE("but not of one that has started") {
    queue.consume(1);
    REQUIRE(queue.put_frame(state("done", 7)));
    CHECK(queue.frames() == 4);
    CHECK(drained(queue, 3).ends_with("done"));
  }
}

TEST_CASE("frames that may be lost make room for those that may not, the oldest first") {
  outbox_queue queue{{1'000, 4}};
  REQUIRE(queue.put_frame(typing("t1")));
  REQUIRE(queue.put_frame(text("m1")));
  REQUIRE(queue.put_frame(typing("t2")));
  REQUIRE(queue.put_frame(text("m2")));
  REQUIRE(queue.put_frame(text("m3")));
  CHECK(waiting_in(queue) == "m1 t2 m2 m3 ");
  REQUIRE(queue.put_frame(text("m4")));
  CHECK(waiting_in(queue) == "m1 m2 m3 m4 ");
  CHECK(queue.pending_bytes() == bytes_of(queue).size());
  CHECK_FALSE(queue.put_frame(text("m5")));
  SUBCASE("and what may be lost is, when nothing else may") {
    REQUIRE(queue.put_frame(typing("t3")));
    CHECK(waiting_in(queue) == "m1 m2 m3 m4 ");
  }
}

TEST_CASE("the newest state of each thing is told however full the queue is") {
  outbox_queue queue{{1'000, 2}};
  REQUIRE(queue.put_frame(state("s1", 1)));
  REQUIRE(queue.put_frame(text("m1")));
  REQUIRE(queue.put_frame(text("m2")));
  CHECK_FALSE(queue.put_frame(text("m3")));
  REQUIRE(queue.put_frame(state("s2", 2)));
  REQUIRE(queue.put_frame(state("S1", 1)));
  CHECK(waiting_in(queue) == "S1 m1 m2 s2 ");
  CHECK(queue.pending_bytes() == bytes_of(queue).size());
  SUBCASE("of no more things than frames may wait: then the reader is too slow") {
    CHECK_FALSE(queue.put_frame(state("s3", 3)));
    CHECK(queue.put_frame(state("S2", 2)));
  }
  SUBCASE("and one that has started counts as any other frame") {
    queue.consume(1);
    CHECK_FALSE(queue.put_frame(text("m3")));
    REQUIRE(queue.put_frame(state("again", 1)));
    queue.consume(3 + 4 + 4);
    REQUIRE(queue.put_frame(text("m3")));
    REQUIRE(queue.put_frame(text("m4")));
    CHECK(waiting_in(queue) == "s2 again m3 m4 ");
  }
  SUBCASE("and the room that it had is free when it has gone") {
    const auto all = bytes_of(queue).size();
    queue.consume(all);
    CHECK(queue.empty());
    REQUIRE(queue.put_frame(state("s3", 3)));
    REQUIRE(queue.put_frame(state("s4", 4)));
    CHECK_FALSE(queue.put_frame(state("s5", 5)));
  }
}

TEST_CASE("bytes make room as frames do") {
  outbox_queue queue{{40, 100}};
  REQUIRE(queue.put_frame(typing(std::string(10, 't'))));
  REQUIRE(queue.put_frame(typing(std::string(10, 'u'))));
  REQUIRE(queue.put_frame(text(std::string(20, 'm'))));
  CHECK(queue.frames() == 2);
  CHECK(queue.pending_bytes() == 34);
  CHECK_FALSE(queue.put_frame(text(std::string(50, 'x'))));
}

TEST_CASE("a frame that may be lost is finished once it has started") {
  outbox_queue queue{{1'000, 2}};
  REQUIRE(queue.put_frame(typing("abc")));
  queue.consume(3);
  REQUIRE(queue.put_frame(text("m1")));
  CHECK_FALSE(queue.put_frame(text("m2")));
  CHECK(drained(queue, 100).starts_with("bc"));
}

} // namespace vestnik::net::outbox_queue_tests
