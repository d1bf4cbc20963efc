#include "consumers/endpoints/people.hpp"

namespace vestnik::consumers::endpoints {

handler_list<people> people::handlers() {
  return {
      on("search", &people::search),
  };
}

void people::search(model::fields& in, const responder& reply) {
  auto prefix = in.text("prefix", {1, 80, model::text_rule::characters::printable});
  at_.ask(in, reply, model::room_of(at_.facts().who.user), model::search_people{std::move(prefix)});
}

} // namespace vestnik::consumers::endpoints
