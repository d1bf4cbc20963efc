#define CAF_SUITE connect_pace
#include "actors/mail/connect_pace.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace connect_pace_tests {

const connect_pace::clock::time_point start{1h};

CAF_TEST(a thousand who want to connect to one host do so 20 a second) {
  connect_pace pace;
  for (int i = 0; i < 1000; ++i)
    CAF_REQUIRE(pace.take_turn("imap.example.org", start) == i * 50ms);
}

CAF_TEST(a connection does not wait for those to another host) {
  connect_pace pace;
  (void)pace.take_turn("imap.example.org", start);
  (void)pace.take_turn("imap.example.org", start);
  CAF_CHECK((pace.take_turn("imap.example.net", start)) == 0ms);
}

CAF_TEST(a turn that is too late for somebody is left to others) {
  connect_pace pace;
  for (int i = 0; i < 20; ++i)
    (void)pace.take_turn("imap.example.org", start);
  for (int i = 0; i < 3; ++i)
    CAF_CHECK((pace.take_turn("imap.example.org", start, 999ms)) == 1s);
  CAF_CHECK((pace.take_turn("imap.example.org", start, 1s)) == 1s);
  CAF_CHECK((pace.take_turn("imap.example.org", start, 1s)) == 1'050ms);
  CAF_CHECK((pace.take_turn("imap.example.org", start)) == 1'050ms);
}

CAF_TEST(turns that nobody took are not saved up) {
  connect_pace pace;
  (void)pace.take_turn("imap.example.org", start);
  CAF_CHECK((pace.take_turn("imap.example.org", start + 30ms)) == 20ms);
  CAF_CHECK((pace.take_turn("imap.example.org", start + 1h)) == 0ms);
  CAF_CHECK((pace.take_turn("imap.example.org", start + 1h)) == 50ms);
}

CAF_TEST(a host that has its turn yet to come is not forgotten for others) {
  connect_pace pace;
  for (int i = 0; i < 3; ++i)
    (void)pace.take_turn("imap.example.org", start);
  for (int i = 0; i < 5000; ++i)
    (void)pace.take_turn(std::to_string(i), start);
  CAF_CHECK((pace.take_turn("imap.example.org", start)) == 150ms);
}

} // namespace connect_pace_tests
