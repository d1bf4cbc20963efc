#include "endpoints/chats.hpp"

#include <limits>

namespace vestnik::endpoints {

using namespace consumers;

namespace {

/// How long it may be is the chat's own rule (`limits.message-text`).
constexpr model::text_rule not_empty{1, std::numeric_limits<std::size_t>::max()};
constexpr model::number_rule page{1, 200};
constexpr model::number_rule any_seq{0, std::numeric_limits<std::int64_t>::max()};

} // namespace

handler_list<chats> chats::handlers() {
  const field_schema chat{"chat", id_schema()};
  const field_schema op{"op", uuid_schema()};
  return {
      on("list", &chats::list).takes({}),
      on("dialog", &chats::dialog).takes({op, {"user", id_schema()}}),
      on("send", &chats::send).takes({op, chat, {"text", text_schema(not_empty)}}),
      on("read", &chats::read).takes({chat, {"seq", number_schema(any_seq)}}),
      on("typing", &chats::typing).takes({chat}),
      on("history", &chats::history)
          .takes({chat, optional_field("before", number_schema(any_seq)),
                  optional_field("limit", number_schema(page))}),
  };
}

void chats::list(model::fields& in, const responder& reply) {
  at_.ask(in, reply, model::room_of(at_.facts().who.user), model::list_chats{});
}

void chats::dialog(model::fields& in, const responder& reply) {
  const auto peer = in.id<model::user_id>("user");
  at_.ask(in, reply, model::room_of(at_.facts().who.user), model::open_dialog{peer});
}

void chats::send(model::fields& in, const responder& reply) {
  const auto chat = in.id<model::chat_id>("chat");
  at_.ask(in, reply, model::room_of(chat), model::send_message{in.text("text", not_empty)});
}

void chats::read(model::fields& in, const responder& reply) {
  const auto chat = in.id<model::chat_id>("chat");
  const auto seq = in.number("seq", any_seq);
  at_.ask(in, reply, model::room_of(chat), model::mark_read{static_cast<std::uint64_t>(seq)});
}

void chats::typing(model::fields& in, const responder& reply) {
  at_.ask(in, reply, model::room_of(in.id<model::chat_id>("chat")), model::typing{});
}

void chats::history(model::fields& in, const responder& reply) {
  const auto chat = in.id<model::chat_id>("chat");
  model::read_history wanted;
  wanted.before = in.number_or("before", any_seq, wanted.before);
  wanted.limit = static_cast<std::uint32_t>(in.number_or("limit", page, wanted.limit));
  at_.ask(in, reply, model::room_of(chat), wanted);
}

} // namespace vestnik::endpoints
