#include "consumers/core/connection.hpp"

#include "model/close_reason.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vestnik::consumers {

std::string_view connection::capture(std::string_view name) const {
  for (const auto& [key, taken] : facts_.captures)
    if (key == name)
      return taken;
  return {};
}

void connection::send(const model::json_text& payload) const {
  if (stream_.empty())
    out_.send(payload.text);
  else
    out_.send(encode_payload(stream_, payload));
}

void connection::send_as_is(frame_kind kind, std::string_view payload) const {
  if (kind == frame_kind::text)
    out_.send(payload);
  else
    out_.send_binary(payload);
}

group_layer& connection::groups() const {
  if (auto* found = layer_.groups())
    return *found;
  throw model::error{model::ec::unavailable, "there are no groups here"};
}

void connection::refuse(const model::error& why) const {
  out_.send(encode_reply({.form = wire_form::bare}, why));
}

void connection::finish() const { out_.close(model::traits_of(model::ec::none).close_code, ""); }

void connection::close(const model::error& why) const {
  out_.close(model::traits_of(why.code).close_code, model::close_reason(why));
}

void connection::ask(model::fields& arguments, const responder& reply, model::room_name target,
                     model::command_body body) const {
  std::string op;
  if (model::is_write(body))
    op = arguments.uuid("op");
  if (const auto problem = arguments.problem())
    reply(*problem);
  else
    layer_.command({facts_.identity.user, target, std::move(op), std::move(body)}, reply);
}

} // namespace vestnik::consumers
