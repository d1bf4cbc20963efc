#define CAF_SUITE actor_outbox
#include "actors/rooms/actor_outbox.hpp"

#include <string>
#include <vector>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace actor_outbox_tests {

struct fixture {
  std::vector<std::string> heard;
  actor_outbox aut{[this](const net::frame_ptr& frame) { heard.emplace_back(frame->payload()); },
                   [this](std::uint16_t code, std::string_view reason) {
                     heard.push_back(std::to_string(code) + ' ' + std::string{reason});
                   }};
};

} // namespace actor_outbox_tests

CAF_TEST_FIXTURE_SCOPE(actor_outbox_tests, fixture)

CAF_TEST(frames go to the one who follows in their order) {
  for (const auto* text : {"one", "two"})
    CAF_CHECK(aut.push(net::make_frame(net::frame_kind::text, text)) == net::push_result::queued);
  CAF_CHECK(heard == (std::vector<std::string>{"one", "two"}));
}

CAF_TEST(an actor_outbox lets nothing wait) {
  aut.push(net::make_frame(net::frame_kind::text, "one"));
  CAF_CHECK_EQUAL(aut.pending_bytes(), 0u);
  CAF_CHECK_EQUAL(aut.pending_frames(), 0u);
  int drained = 0;
  aut.when_flushed([&drained] { ++drained; });
  CAF_CHECK_EQUAL(drained, 1);
}

CAF_TEST(that a room is lost is told with the code and the reason) {
  aut.close(4012, "lost");
  CAF_CHECK(heard == std::vector<std::string>{"4012 lost"});
}

CAF_TEST_FIXTURE_SCOPE_END()
