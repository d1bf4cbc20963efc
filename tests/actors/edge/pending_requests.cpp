#define CAF_SUITE pending_requests
#include "actors/edge/pending_requests.hpp"

#include <optional>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace pending_requests_tests {

const model::error cut_off{model::ec::unavailable, "cut off", {}, {}};

struct noted_decision final : net::upgrade_decision {
  void accept(std::shared_ptr<net::connection_handler> to, std::string protocol) override {
    handler = std::move(to);
    subprotocol = std::move(protocol);
  }
  void refuse(model::http_response response) override { refused_with.push_back(response.status); }

  std::shared_ptr<net::connection_handler> handler;
  std::string subprotocol;
  std::vector<unsigned> refused_with;
};

struct noted_handler final : net::connection_handler {
  void on_open(std::shared_ptr<net::outbox>, std::shared_ptr<net::inbound_credit>) override {}
  void on_frame(net::frame_kind, std::string_view) override {}
  void on_close(std::uint16_t code) override { closed_with = code; }

  std::uint16_t closed_with = 0;
};

struct fixture {
  api::http_responder visitor() {
    return aut.wait(
        [this](const model::http_response& response) { answers.push_back(response.status); });
  }

  pending_requests aut;
  std::vector<unsigned> answers;
};

} // namespace pending_requests_tests

CAF_TEST_FIXTURE_SCOPE(pending_requests_tests, fixture)

CAF_TEST(an answered request is not sent away any more) {
  const auto respond = visitor();
  respond({200, {}, {}});
  aut.refuse_all(cut_off);
  CAF_CHECK(answers == std::vector{200U});
}

CAF_TEST(a request that was sent away gets no later answer) {
  const auto first = visitor();
  const auto second = visitor();
  aut.refuse_all(cut_off);
  CAF_CHECK((answers == std::vector{503U, 503U}));
  first({200, {}, {}});
  aut.refuse_all(cut_off);
  CAF_CHECK_EQUAL(answers.size(), 2u);
}

CAF_TEST(a request whose client has gone is forgotten) {
  visitor();
  aut.refuse_all(cut_off);
  CAF_CHECK(answers.empty());
}

CAF_TEST(an upgrade is decided as if nobody stood between) {
  const auto decision = std::make_shared<noted_decision>();
  const auto handler = std::make_shared<noted_handler>();
  aut.wait(decision)->accept(handler, "vestnik.v1");
  CAF_CHECK(decision->handler == handler);
  CAF_CHECK_EQUAL(decision->subprotocol, "vestnik.v1");
  const auto refused = std::make_shared<noted_decision>();
  aut.wait(refused)->refuse({401, {}, {}});
  CAF_CHECK(refused->refused_with == std::vector{401U});
}

CAF_TEST(a handler that comes for who was sent away is told that it has gone) {
  const auto decision = std::make_shared<noted_decision>();
  const auto handler = std::make_shared<noted_handler>();
  const auto waiting = aut.wait(decision);
  aut.refuse_all(cut_off);
  CAF_CHECK(decision->refused_with == std::vector{503U});
  waiting->accept(handler, {});
  CAF_CHECK(!decision->handler);
  CAF_CHECK_EQUAL(handler->closed_with, 1006u);
}

CAF_TEST(a request may outlive the pending requests) {
  std::optional<pending_requests> other{std::in_place};
  const auto respond = other->wait(
      [this](const model::http_response& response) { answers.push_back(response.status); });
  other.reset();
  respond({204, {}, {}});
  CAF_CHECK(answers == std::vector{204U});
}

CAF_TEST_FIXTURE_SCOPE_END()
