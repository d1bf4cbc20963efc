#include "cluster/protocol/envelope.hpp"

#include "model/command_json.hpp"

#include <chrono>
#include <cluster/protocol/envelope.pb.h>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::cluster {

namespace {

constexpr std::uint32_t newest_code = static_cast<std::uint32_t>(model::ec::session_ended);
constexpr std::uint32_t last_peer_kind =
    static_cast<std::uint32_t>(peer_message::kind::not_reached);

void put(const model::room_name& room, wire::Room& to) {
  to.set_kind(static_cast<std::uint32_t>(room.kind));
  to.set_id(room.id);
}

void put(const not_understood&, wire::Envelope&) {}
void put(const node_greeting& from, wire::Envelope& to) {
  auto& greeting = *to.mutable_greeting();
  greeting.set_cluster(from.cluster);
  greeting.set_version(from.version);
  greeting.set_node(from.node.value);
}
void put(const peer_message& from, wire::Envelope& to) {
  auto& peer = *to.mutable_peer();
  // Nothing is 0, so that a message without a kind is not taken for a probe.
  peer.set_kind(static_cast<std::uint32_t>(from.type) + 1);
  peer.set_about(from.about.value);
  peer.set_version(from.version);
}
void put(const model::command& from, wire::Envelope& to) {
  auto& command = *to.mutable_command();
  command.set_caller(from.caller.value);
  put(from.target, *command.mutable_target());
  command.set_op(from.op);
  command.set_body(model::to_json(from.body).reveal());
}
void put(const actors::room_join& from, wire::Envelope& to) {
  auto& join = *to.mutable_room_join();
  join.set_user(from.user.value);
  put(from.room, *join.mutable_room());
  if (from.seq)
    join.set_seq(*from.seq);
  join.set_log(from.log);
  join.set_by_consumer(from.by == actors::asker::consumer);
}
void put(const actors::room_follow& from, wire::Envelope& to) {
  auto& follow = *to.mutable_room_follow();
  put(from.room, *follow.mutable_room());
  follow.set_owner_lost(from.why == actors::room_follow::cause::owner_lost);
}
void put(const actors::room_read& from, wire::Envelope& to) {
  auto& read = *to.mutable_room_read();
  put(from.room, *read.mutable_room());
  read.set_after(from.after);
  read.set_up_to(from.up_to);
  read.set_limit(from.limit);
}
void put(const socket_attach& from, wire::Envelope& to) {
  auto& attach = *to.mutable_session_attach();
  attach.set_user(from.user.value);
  attach.set_session(from.session.value);
  attach.set_socket(from.socket);
}
void put(const actors::room_unfollow& from, wire::Envelope& to) {
  put(from.room, *to.mutable_room_unfollow()->mutable_room());
}
void put(const actors::room_notice& from, wire::Envelope& to) {
  auto& notice = *to.mutable_room_notice();
  put(from.room, *notice.mutable_room());
  if (const auto* counted = std::get_if<actors::room_notice::chat_counted>(&from.news)) {
    notice.mutable_chat_counted()->set_chat(counted->chat.value);
    notice.mutable_chat_counted()->set_data(counted->data);
    notice.mutable_chat_counted()->set_thread(counted->thread);
    return;
  }
  const auto& opened = std::get<actors::room_notice::chat_opened>(from.news);
  notice.set_chat_opened(opened.chat.value);
  notice.set_noted(opened.in_database == actors::room_notice::chat_opened::record::noted);
}
void put(const sockets_end& from, wire::Envelope& to) {
  to.mutable_session_end()->set_user(from.user.value);
  to.mutable_session_end()->set_session(from.session.value);
}
void put(const room_wake& from, wire::Envelope& to) {
  put(from.room, *to.mutable_wake()->mutable_room());
}
void put(const owner_lost& from, wire::Envelope& to) {
  put(from.room, *to.mutable_room_lost()->mutable_room());
}
void put(const socket_gone& from, wire::Envelope& to) {
  to.mutable_socket_gone()->set_socket(from.socket);
}
void put(const group_words& from, wire::Envelope& to) {
  to.mutable_group_message()->set_group(from.group);
  to.mutable_group_message()->set_payload(from.payload.text);
}
void put(const actors::usage_report& from, wire::Envelope& to) {
  auto& all = *to.mutable_usage_report();
  for (const auto& each : from.all) {
    auto& one = *all.add_usage_report();
    one.set_account(static_cast<std::uint32_t>(each.from));
    one.set_whose(each.whose);
    one.set_tokens(each.tokens);
  }
}
void put(const actors::sign_in_outcome& from, wire::Envelope& to) {
  to.mutable_sign_in_outcome()->set_login(from.login);
  to.mutable_sign_in_outcome()->set_client(from.client);
  to.mutable_sign_in_outcome()->set_succeeded(from.was == actors::sign_in_outcome::how::succeeded);
}
template <class Events>
void put_events(const std::vector<actors::event_ptr>& events, Events& to) {
  for (const auto& one : events) {
    auto& event = *to.add_events();
    put(one->room, *event.mutable_room());
    event.set_seq(one->seq);
    event.set_kind(static_cast<std::uint32_t>(one->kind));
    event.set_at_us(one->at.time_since_epoch().count());
    event.set_data(one->data);
    event.set_subject(one->subject);
  }
}
void put(const actors::publication& from, wire::Envelope& to) {
  put_events(from.events, *to.mutable_publication());
}
void put(const model::json_text& from, wire::Envelope& to) { to.set_json(from.text); }
void put(const model::error& from, wire::Envelope& to) {
  auto& error = *to.mutable_error();
  error.set_code(static_cast<std::uint32_t>(from.code));
  error.set_message(from.message);
  error.set_field(from.field);
  error.set_retry_ms(from.retry_after.count());
}
void put(const actors::room_joined& from, wire::Envelope& to) {
  auto& joined = *to.mutable_room_joined();
  joined.set_seq(from.seq);
  joined.set_log(from.log);
  joined.set_from(from.from);
  joined.set_position(static_cast<std::uint32_t>(from.client));
  joined.set_state(from.state);
  joined.set_gap_from(from.gap.from);
  joined.set_gap_to(from.gap.to);
}
void put(const room_followed& from, wire::Envelope& to) {
  to.mutable_room_followed()->set_seq(from.seq);
}
void put(const actors::room_page& from, wire::Envelope& to) {
  put_events(from.events, *to.mutable_room_page());
}
void put(const done&, wire::Envelope& to) { to.mutable_done(); }

/// Nothing if the kind is unknown here.
std::optional<model::room_name> room_of(const wire::Room& from) {
  if (from.kind() < static_cast<std::uint32_t>(model::room_kind::chat) ||
      from.kind() > static_cast<std::uint32_t>(model::room_kind::collection))
    return std::nullopt;
  return model::room_name{static_cast<model::room_kind>(from.kind()), from.id()};
}

/// `not_understood` without a room that is known here.
template <class Make>
node_body about(const wire::Room& room, Make make) {
  const auto known = room_of(room);
  return known ? node_body{make(*known)} : node_body{not_understood{}};
}

node_body body_of(const wire::Peer& from) {
  if (from.kind() == 0 || from.kind() > last_peer_kind + 1)
    return not_understood{};
  return peer_message{
      static_cast<peer_message::kind>(from.kind() - 1), {from.about()}, from.version()};
}

node_body body_of(const wire::Command& from) {
  return about(from.target(), [&](model::room_name target) -> node_body {
    if (auto body = model::command_of_json(from.body()))
      return model::command{{from.caller()}, target, from.op(), std::move(*body)};
    return not_understood{};
  });
}

node_body body_of(const wire::RoomJoin& from) {
  return about(from.room(), [&](model::room_name room) {
    return actors::room_join{{from.user()},
                             room,
                             from.has_seq() ? std::optional{from.seq()} : std::nullopt,
                             from.log(),
                             from.by_consumer() ? actors::asker::consumer : actors::asker::client};
  });
}

node_body body_of(const wire::RoomRead& from) {
  return about(from.room(), [&](model::room_name room) {
    return actors::room_read{room, from.after(), from.up_to(), from.limit()};
  });
}

node_body body_of(const wire::RoomNotice& from) {
  using actors::room_notice;
  using record = room_notice::chat_opened::record;
  if (from.news_case() == wire::RoomNotice::NEWS_NOT_SET)
    return not_understood{};
  return about(from.room(), [&](model::room_name room) {
    if (from.has_chat_counted())
      return room_notice{room, room_notice::chat_counted{{from.chat_counted().chat()},
                                                         from.chat_counted().data(),
                                                         from.chat_counted().thread()}};
    return room_notice{room, room_notice::chat_opened{{from.chat_opened()},
                                                      from.noted() ? record::noted : record::none}};
  });
}

node_body body_of(const wire::RoomJoined& from) {
  using position = actors::room_joined::position;
  // Whoever does not know where the client stands sends it everything.
  const auto client = from.position() > static_cast<std::uint32_t>(position::trimmed)
                          ? position::foreign
                          : static_cast<position>(from.position());
  return actors::room_joined{from.seq(), from.log(),   from.from(),
                             client,     from.state(), {from.gap_from(), from.gap_to()}};
}

node_body body_of(const wire::Error& from) {
  const auto code = from.code() == 0 || from.code() > newest_code
                        ? model::ec::internal
                        : static_cast<model::ec>(from.code());
  return model::error{code, from.message(), from.field(),
                      std::chrono::milliseconds{from.retry_ms()}};
}

/// A kind of event that is unknown here keeps its number: it has its place in the log.
template <class Body, class Events>
node_body events_of(const Events& from) {
  Body all;
  for (const auto& one : from.events()) {
    const auto room = room_of(one.room());
    if (!room || one.kind() > std::numeric_limits<std::uint8_t>::max())
      return not_understood{};
    all.events.push_back(std::make_shared<const model::event>(model::event{
        *room, one.seq(), static_cast<model::event_kind>(one.kind()),
        model::timestamp{std::chrono::microseconds{one.at_us()}}, one.data(), one.subject()}));
  }
  return all;
}

node_body body_of(const wire::UsageReport& from) {
  actors::usage_report all;
  // Of what is counted by newer nodes only nothing is known here.
  for (const auto& one : from.usage_report())
    if (one.account() < actors::accounts_of_spending)
      all.all.push_back(
          {static_cast<actors::spending::account>(one.account()), one.whose(), one.tokens()});
  return all;
}

node_body body_of(const wire::SignInOutcome& from) {
  using how = actors::sign_in_outcome::how;
  return actors::sign_in_outcome{from.login(), from.client(),
                                 from.succeeded() ? how::succeeded : how::failed};
}

node_body body_of(const wire::Envelope& from) {
  switch (from.body_case()) {
  case wire::Envelope::kGreeting:
    return node_greeting{
        from.greeting().cluster(), from.greeting().version(), {from.greeting().node()}};
  case wire::Envelope::kPeer:
    return body_of(from.peer());
  case wire::Envelope::kCommand:
    return body_of(from.command());
  case wire::Envelope::kRoomJoin:
    return body_of(from.room_join());
  case wire::Envelope::kRoomFollow:
    return about(from.room_follow().room(), [&](model::room_name room) {
      using cause = actors::room_follow::cause;
      return actors::room_follow{room, from.room_follow().owner_lost() ? cause::owner_lost
                                                                       : cause::subscribers};
    });
  case wire::Envelope::kRoomRead:
    return body_of(from.room_read());
  case wire::Envelope::kSessionAttach:
    return socket_attach{{from.session_attach().user()},
                         {from.session_attach().session()},
                         from.session_attach().socket()};
  case wire::Envelope::kRoomUnfollow:
    return about(from.room_unfollow().room(),
                 [](model::room_name room) { return actors::room_unfollow{room}; });
  case wire::Envelope::kRoomNotice:
    return body_of(from.room_notice());
  case wire::Envelope::kSessionEnd:
    return sockets_end{{from.session_end().user()}, {from.session_end().session()}};
  case wire::Envelope::kWake:
    return about(from.wake().room(), [](model::room_name room) { return room_wake{room}; });
  case wire::Envelope::kPublication:
    return events_of<actors::publication>(from.publication());
  case wire::Envelope::kRoomLost:
    return about(from.room_lost().room(), [](model::room_name room) { return owner_lost{room}; });
  case wire::Envelope::kSocketGone:
    return socket_gone{from.socket_gone().socket()};
  case wire::Envelope::kGroupMessage:
    return group_words{from.group_message().group(),
                       model::json_text{from.group_message().payload()}};
  case wire::Envelope::kUsageReport:
    return body_of(from.usage_report());
  case wire::Envelope::kSignInOutcome:
    return body_of(from.sign_in_outcome());
  case wire::Envelope::kJson:
    return model::json_text{from.json()};
  case wire::Envelope::kError:
    return body_of(from.error());
  case wire::Envelope::kRoomJoined:
    return body_of(from.room_joined());
  case wire::Envelope::kRoomFollowed:
    return room_followed{from.room_followed().seq()};
  case wire::Envelope::kRoomPage:
    return events_of<actors::room_page>(from.room_page());
  case wire::Envelope::kDone:
    return done{};
  case wire::Envelope::BODY_NOT_SET:
    break;
  }
  return not_understood{};
}

} // namespace

std::string encode(const node_envelope& from) {
  wire::Envelope envelope;
  envelope.set_request(from.request);
  envelope.set_answer_to(from.answer_to);
  envelope.set_budget_ms(static_cast<std::uint32_t>(from.budget.count()));
  std::visit([&](const auto& body) { put(body, envelope); }, from.body);
  return envelope.SerializeAsString();
}

model::result<node_envelope> decode(std::string_view bytes) {
  wire::Envelope envelope;
  if (bytes.size() > std::numeric_limits<int>::max() ||
      !envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return model::error{model::ec::malformed, "what a node has sent is no envelope"};
  return node_envelope{envelope.request(), body_of(envelope), envelope.answer_to(),
                       std::chrono::milliseconds{envelope.budget_ms()}};
}

} // namespace vestnik::cluster
