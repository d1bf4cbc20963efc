#include "consumers/action_consumer.hpp"

#include <stdexcept>
#include <utility>

namespace vestnik::consumers {

void action_consumer::receive(const request& asked, const responder& reply) noexcept {
  try {
    on_request(asked, reply);
    if (reply.abandoned())
      throw std::logic_error{"a handler dropped its request"};
  } catch (...) {
    reply.fail();
  }
}

void action_consumer::ask(model::fields& arguments, responder reply, model::room_name target,
                          model::command_body body) {
  std::string op;
  if (model::is_write(body))
    op = arguments.uuid("op");
  if (const auto problem = arguments.problem())
    reply(*problem);
  else
    layer_.command({facts_.who.user, target, std::move(op), std::move(body)}, std::move(reply));
}

} // namespace vestnik::consumers
