#include "endpoints/people.hpp"

namespace vestnik::endpoints {

using namespace consumers;

namespace {

constexpr model::text_rule any_prefix{1, 80, model::text_rule::characters::printable};

} // namespace

handler_list<people> people::handlers() {
  return {
      on("search", &people::search).takes({{"prefix", text_schema(any_prefix)}}),
  };
}

void people::search(model::fields& in, const responder& reply) {
  auto prefix = in.text("prefix", any_prefix);
  at_.ask(in, reply, model::room_of(at_.facts().who.user), model::search_people{std::move(prefix)});
}

} // namespace vestnik::endpoints
