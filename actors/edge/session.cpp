#include "actors/edge/session.hpp"

#include "actors/rooms/read_answer.hpp"
#include "actors/runtime/error.hpp"
#include "model/close_reason.hpp"

#include <caf/sec.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::actors {

namespace {

/// Frames over the rate that are answered before the connection is closed.
constexpr std::size_t tolerated = 64;

/// Messages that the connection may read before the first was handled.
constexpr std::size_t initial_credit = 16;

/// Rooms of a request that cost as much as a message: each is a question to its owner, which may
/// have to be loaded for it.
constexpr std::size_t rooms_per_token = 20;

/// What is kept free in the outbox for each answer under way: a page of a list.
constexpr std::size_t room_per_answer = page_bytes;

model::error no_such_room() { return {model::ec::not_found, "no such room", "rooms"}; }

consumers::subscription to_subscription(model::room_name room, const room_joined& joined) {
  using start = consumers::subscription::start;
  return {room,
          joined.seq,
          joined.log,
          joined.from,
          joined.client == room_joined::position::known ? start::resumed : start::reset,
          model::json_text{joined.state},
          {joined.gap.from, joined.gap.to}};
}

/// The answer to one subscribe request, complete when no outcome is missing.
struct subscribe_answer {
  std::vector<std::pair<model::room_name, model::result<consumers::subscription>>> outcomes;
  std::size_t missing = 0;
};

} // namespace

session_state::~session_state() {
  // One that is still open has met an exception, and nobody would read it any more.
  if (!out)
    return;
  const model::error reason{model::ec::internal, "an internal error has occurred"};
  std::exchange(out, nullptr)
      ->close(model::traits_of(reason.code).close_code, model::close_reason(reason));
}

void session_state::open(const connection_opened& connection) {
  out = connection.out;
  in = connection.in;
  if (close_at_once)
    return close_at_once();
  consumer->connect();
  in->grant(initial_credit);
}

void session_state::receive(const connection_frame& frame) {
  if (!out)
    return;
  if (const auto time = wait(); time.count() > 0)
    return refuse(frame.payload, time);
  refused -= std::min<std::size_t>(refused, 1);
  consumer->receive(frame.kind == net::frame_kind::text ? consumers::frame_kind::text
                                                        : consumers::frame_kind::binary,
                    frame.payload);
  ++owed;
  settle_credit();
}

std::chrono::milliseconds session_state::wait() {
  const auto now = model::token_bucket::clock::now();
  auto time = bucket->spend(now);
  for (const auto& each : limits.shared)
    if (time.count() == 0)
      time = each->spend(now);
  return time;
}

void session_state::refuse(std::string_view message, std::chrono::milliseconds wait) {
  // Those refused before come again as well, and first.
  ++refused;
  const model::error reason{model::ec::too_many, "too many messages", {}, wait * refused};
  if (refused > tolerated)
    return close(model::traits_of(reason.code).close_code, model::close_reason(reason));
  consumer->refuse(message, reason);
  self->delayed_send(self, wait, atom::credit::value);
}

void session_state::charge_for(std::size_t named) {
  const auto tokens = static_cast<std::uint32_t>(named / rooms_per_token);
  if (tokens == 0)
    return;
  const auto now = model::token_bucket::clock::now();
  bucket->charge(tokens, now);
  for (const auto& each : limits.shared)
    each->spend_more(tokens, now);
}

bool session_state::is_missing(model::room_name room) {
  if (room.kind == model::room_kind::user)
    return room != model::room_of(user);
  return missing.contains(room, self->clock().now());
}

bool session_state::answered() {
  --in_flight;
  settle_credit();
  return out != nullptr;
}

void session_state::settle_credit() {
  if (in && owed > 0 && in_flight < limits.in_flight)
    in->grant(std::exchange(owed, 0));
}

void session_state::end(std::uint16_t code) {
  if (!out)
    return;
  consumer->disconnect(code);
  self->send(fanout, fanout_forget{out});
  for (const auto& each : follows)
    self->send(fanout, fanout_forget{each.outbox});
  follows.clear();
  questions.clear();
  on_flushed.clear();
  out.reset();
  in.reset();
}

void session_state::send(std::string_view text) {
  if (out)
    out->push(net::make_frame(net::frame_kind::text, text));
}

void session_state::send_binary(std::string_view bytes) {
  if (out)
    out->push(net::make_frame(net::frame_kind::binary, bytes));
}

void session_state::close(std::uint16_t code, std::string_view reason) {
  if (out)
    out->close(code, reason);
  else
    close_at_once = [this, code, why = std::string{reason}] { out->close(code, why); };
}

void session_state::when_flushed(std::function<void()> call) {
  if (!out)
    return;
  on_flushed.push_back(std::move(call));
  out->when_flushed([me = session_actor{self}] { caf::anon_send(me, atom::flushed::value); });
}

void session_state::command(model::command command, consumers::reply_handler on_reply) {
  ++in_flight;
  if (model::is_write(command.body))
    return ask(std::move(command), std::move(on_reply));
  questions.emplace_back(std::move(command), std::move(on_reply));
  ask_waiting();
}

void session_state::ask_waiting() {
  while (!questions.empty() && out) {
    const auto pending = out->pending_bytes();
    if (under_way + pending > 0 && pending + (under_way + 1) * room_per_answer > limits.reply)
      break;
    auto next = std::move(questions.front());
    questions.pop_front();
    ++under_way;
    ask(std::move(next.first), [this, on_reply = std::move(next.second)](const auto& outcome) {
      --under_way;
      on_reply(outcome);
      ask_waiting();
    });
  }
  // Else the answers that are under way go on.
  if (!questions.empty() && under_way == 0)
    when_flushed([this] { ask_waiting(); });
}

void session_state::ask(model::command&& command, consumers::reply_handler on_reply) {
  const auto& traits = model::traits_of(command.body);
  const auto now = self->clock().now();
  command.until = model::deadline::after(traits.patience, now);
  const auto number = commands.add(command.until, {std::move(on_reply), traits.does});
  // A timer for each message of each connection would outlive it by far.
  if (const auto pause = commands.next_look(now))
    self->delayed_send(self, *pause, atom::overdue::value);
  self->request(directory, caf::infinite, std::move(command))
      .then([this, number](const model::json_text& data) { settle(number, data); },
            [this, number, does = traits.does](const caf::error& why) {
              settle(number, does == model::effect::writes ? from_caf(why) : read_error(why));
            });
}

void session_state::settle(std::uint64_t command, const model::result<model::json_text>& outcome) {
  if (const auto settled = commands.take(command); settled && answered())
    settled->on_reply(outcome);
}

void session_state::give_up_overdue() {
  const auto late = caf::make_error(caf::sec::request_timeout);
  while (const auto command = commands.take_overdue(self->clock().now()))
    if (answered())
      command->on_reply(command->does == model::effect::writes ? from_caf(late) : read_error(late));
  if (const auto pause = commands.next_look(self->clock().now()))
    self->delayed_send(self, *pause, atom::overdue::value);
}

void session_state::subscribe(std::vector<consumers::room_position> positions,
                              consumers::subscribe_handler on_reply) {
  if (positions.empty())
    return on_reply({});
  charge_for(positions.size());
  ++in_flight;
  auto answer = std::make_shared<subscribe_answer>();
  answer->missing = positions.size();
  const auto request = ++last_request;
  const auto settle = [this, answer, on_reply, request] {
    if (--answer->missing > 0 || !answered())
      return;
    on_reply(answer->outcomes);
    for (const auto& [room, outcome] : answer->outcomes)
      if (const auto kept = rooms.find(room);
          outcome && out && kept != rooms.end() && kept->second == request)
        self->send(fanout, fanout_join{room, outcome->from, out, user, outcome->seq});
  };
  for (const auto& position : positions)
    answer->outcomes.emplace_back(
        position.room,
        model::error{model::ec::too_many,
                     fmt::format("at most {} rooms per connection", limits.rooms), "rooms"});
  const auto until = model::deadline::after(limits.patience, self->clock().now());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (is_missing(positions[i].room)) {
      answer->outcomes[i].second = no_such_room();
      settle();
      continue;
    }
    // Those that are refused leave again.
    if (!rooms.contains(positions[i].room) && rooms.size() >= limits.rooms) {
      settle();
      continue;
    }
    rooms[positions[i].room] = request;
    self->request(directory, limits.patience,
                  room_join{user, positions[i].room, positions[i].seq, positions[i].log,
                            asker::client, until})
        .then(
            [answer, settle, i](const room_joined& joined) {
              auto& [room, outcome] = answer->outcomes[i];
              outcome = to_subscription(room, joined);
              settle();
            },
            [this, answer, settle, request, i](const caf::error& why) {
              auto& [room, outcome] = answer->outcomes[i];
              if (const auto kept = rooms.find(room);
                  kept != rooms.end() && kept->second == request)
                rooms.erase(kept);
              const auto error = read_error(why);
              if (error.code == model::ec::not_found)
                missing.note(room, self->clock().now());
              outcome = error;
              settle();
            });
  }
}

void session_state::unsubscribe(std::vector<model::room_name> left) {
  for (const auto room : left) {
    rooms.erase(room);
    self->send(fanout, fanout_leave{room, out});
  }
}

void session_state::follow(consumers::room_position position, consumers::follow_handler on_reply,
                           consumers::event_handler on_event) {
  if (is_missing(position.room))
    return on_reply(no_such_room());
  ++in_flight;
  self->request(directory, limits.patience,
                room_join{user, position.room, position.seq, position.log, asker::consumer,
                          model::deadline::after(limits.patience, self->clock().now())})
      .then(
          [this, on_reply, on_event, room = position.room](const room_joined& joined) {
            if (!answered())
              return;
            on_reply(to_subscription(room, joined));
            if (!out)
              return;
            const session_actor me{self};
            auto outbox = std::make_shared<actor_outbox>(
                [me, number = follows.size()](const net::frame_ptr& frame) {
                  caf::anon_send(me, room_event{number, frame});
                },
                [to = out](std::uint16_t code, std::string_view reason) {
                  to->close(code, reason);
                });
            follows.push_back({outbox, on_event});
            self->send(fanout, fanout_join{room, joined.from, std::move(outbox), user, joined.seq});
          },
          [this, on_reply, room = position.room](const caf::error& why) {
            const auto error = read_error(why);
            if (error.code == model::ec::not_found)
              missing.note(room, self->clock().now());
            if (answered())
              on_reply(error);
          });
}

session_actor::behavior_type session(session_actor::stateful_pointer<session_state> self,
                                     directory_actor directory, fanout_actor fanout,
                                     groups_actor groups, change_hub_actor changes,
                                     consumers::scope facts, consumers::consumer_factory make,
                                     session_limits limits) {
  auto& state = self->state;
  state.directory = std::move(directory);
  state.fanout = std::move(fanout);
  state.limits = std::move(limits);
  state.bucket = std::make_unique<model::token_bucket>(state.limits.messages,
                                                       model::token_bucket::clock::now());
  state.user = facts.identity.user;
  state.memberships = std::make_unique<session_groups>(std::move(groups), self->ctrl());
  state.changes = std::make_unique<session_changes>(std::move(changes), self);
  state.consumer = make(std::move(facts), state, state);
  return {
      [self](const connection_opened& connection) { self->state.open(connection); },
      [self](const connection_frame& frame) { self->state.receive(frame); },
      [self](const connection_closed& closing) {
        self->state.end(closing.code);
        self->quit();
      },
      [self](const session_end&) {
        const model::error reason{model::ec::session_ended, "the session has ended"};
        self->state.close(model::traits_of(reason.code).close_code, model::close_reason(reason));
      },
      [self](const socket_drain& drain) {
        const model::error reason{model::ec::unavailable, "the node stops", {}, drain.retry_after};
        self->state.close(model::traits_of(reason.code).close_code, model::close_reason(reason));
      },
      [self](const group_message& message) { self->state.memberships->deliver(message); },
      [self](const model_changed& message) { self->state.changes->deliver(message); },
      [self](const changes_lost& loss) { self->state.close(loss.code, loss.reason); },
      [self](atom::credit) {
        ++self->state.owed;
        self->state.settle_credit();
      },
      [self](atom::flushed) {
        auto& waiting = self->state.on_flushed;
        if (waiting.empty())
          return;
        const auto call = std::move(waiting.front());
        waiting.erase(waiting.begin());
        call();
      },
      [self](atom::overdue) { self->state.give_up_overdue(); },
      [self](const room_event& event) {
        auto& follows = self->state.follows;
        if (event.outbox < follows.size())
          follows[event.outbox].on_event(event.frame->payload());
      },
  };
}

} // namespace vestnik::actors
