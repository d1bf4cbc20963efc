#include "consumers/endpoints/chats.hpp"

#include "consumers/action_table.hpp"

#include <limits>

namespace vestnik::consumers::endpoints {

namespace {

/// How long it may be is the chat's own rule (`limits.message-text`).
constexpr model::text_rule not_empty{1, std::numeric_limits<std::size_t>::max()};
constexpr model::number_rule page{1, 200};
constexpr model::number_rule any_seq{0, std::numeric_limits<std::int64_t>::max()};

} // namespace

void chats::on_request(const request& asked, const responder& reply) {
  static constexpr action_table<chats, 6> actions{{{
      {"list", &chats::list},
      {"dialog", &chats::dialog},
      {"send", &chats::send},
      {"read", &chats::read},
      {"typing", &chats::typing},
      {"history", &chats::history},
  }}};
  actions.dispatch(*this, asked, reply);
}

void chats::list(model::fields& in, const responder& reply) {
  ask(in, reply, model::room_of(facts().who.user), model::list_chats{});
}

void chats::dialog(model::fields& in, const responder& reply) {
  const auto peer = in.id<model::user_id>("user");
  ask(in, reply, model::room_of(facts().who.user), model::open_dialog{peer});
}

void chats::send(model::fields& in, const responder& reply) {
  const auto chat = in.id<model::chat_id>("chat");
  ask(in, reply, model::room_of(chat), model::send_message{in.text("text", not_empty)});
}

void chats::read(model::fields& in, const responder& reply) {
  const auto chat = in.id<model::chat_id>("chat");
  const auto seq = in.number("seq", any_seq);
  ask(in, reply, model::room_of(chat), model::mark_read{static_cast<std::uint64_t>(seq)});
}

void chats::typing(model::fields& in, const responder& reply) {
  ask(in, reply, model::room_of(in.id<model::chat_id>("chat")), model::typing{});
}

void chats::history(model::fields& in, const responder& reply) {
  const auto chat = in.id<model::chat_id>("chat");
  model::read_history wanted;
  wanted.before = in.number_or("before", any_seq, wanted.before);
  wanted.limit = static_cast<std::uint32_t>(in.number_or("limit", page, wanted.limit));
  ask(in, reply, model::room_of(chat), wanted);
}

} // namespace vestnik::consumers::endpoints
