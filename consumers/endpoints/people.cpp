#include "consumers/endpoints/people.hpp"

#include "consumers/action_table.hpp"

namespace vestnik::consumers::endpoints {

void people::on_request(const request& asked, const responder& reply) {
  static constexpr action_table<people, 1> actions{{{{"search", &people::search}}}};
  actions.dispatch(*this, asked, reply);
}

void people::search(model::fields& in, const responder& reply) {
  auto prefix = in.text("prefix", {1, 80, model::text_rule::characters::printable});
  ask(in, reply, model::room_of(facts().who.user), model::search_people{std::move(prefix)});
}

} // namespace vestnik::consumers::endpoints
