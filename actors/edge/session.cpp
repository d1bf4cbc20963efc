#include "actors/edge/session.hpp"

#include "actors/runtime/error.hpp"
#include "consumers/wire/envelope.hpp"
#include "model/close_reason.hpp"

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

/// The outcomes of one subscribe request, complete when none is missing.
struct gathering {
  std::vector<std::pair<model::room_name, model::result<consumers::subscription>>> outcomes;
  std::size_t missing = 0;
};

} // namespace

session_state::~session_state() = default;

void session_state::open(const connection_opened& what) {
  out = what.out;
  in = what.in;
  consumer->connect();
  in->grant(initial_credit);
}

void session_state::receive(const connection_frame& what) {
  if (!out)
    return;
  if (const auto time = wait(); time.count() > 0)
    return refuse(what.payload, time);
  refused -= std::min<std::size_t>(refused, 1);
  consumer->receive(what.kind == net::frame_kind::text ? consumers::frame_kind::text
                                                       : consumers::frame_kind::binary,
                    what.payload);
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
  send(consumers::encode_reply(
      consumers::read_request(message, consumers::wire_form::multiplexed).head, reason));
  self->delayed_send(self, wait, atom::credit::value);
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
  for (const auto& one : intakes)
    self->send(fanout, fanout_forget{one.intake});
  intakes.clear();
  on_drained.clear();
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
}

void session_state::when_flushed(std::function<void()> call) {
  if (!out)
    return;
  on_drained.push_back(std::move(call));
  out->when_flushed([me = session_actor{self}] { caf::anon_send(me, atom::drained::value); });
}

void session_state::command(model::command cmd, consumers::reply_handler on_reply) {
  ++in_flight;
  const auto done = [this, on_reply](model::result<model::json_text> outcome) {
    --in_flight;
    settle_credit();
    if (out)
      on_reply(std::move(outcome));
  };
  const bool write = model::is_write(cmd.body);
  // No time-out: an owner that is lost bounces the request, and a timer for each
  // message of each connection would outlive it by far.
  self->request(directory, caf::infinite, std::move(cmd))
      .then([done](const model::json_text& data) { done(data); },
            [done, write](const caf::error& why) {
              auto what = from_caf(why);
              // Nothing of a read's outcome is unknown.
              if (what.code == model::ec::outcome_unknown && !write)
                what.code = model::ec::unavailable;
              done(std::move(what));
            });
}

void session_state::subscribe(std::vector<consumers::room_position> asked,
                              consumers::subscribe_handler on_reply) {
  if (asked.empty())
    return on_reply({});
  ++in_flight;
  auto all = std::make_shared<gathering>();
  all->missing = asked.size();
  const auto request = ++last_request;
  const auto gathered = [this, all, on_reply, request] {
    if (--all->missing > 0)
      return;
    --in_flight;
    settle_credit();
    if (!out)
      return;
    on_reply(all->outcomes);
    for (const auto& [room, outcome] : all->outcomes)
      if (const auto kept = rooms.find(room);
          outcome && out && kept != rooms.end() && kept->second == request)
        self->send(fanout, fanout_join{room, outcome->from, out});
  };
  for (const auto& one : asked)
    all->outcomes.emplace_back(
        one.room,
        model::error{model::ec::too_many,
                     fmt::format("at most {} rooms per connection", limits.rooms), "rooms"});
  for (std::size_t i = 0; i < asked.size(); ++i) {
    // Those that are refused leave again.
    if (!rooms.contains(asked[i].room) && rooms.size() >= limits.rooms) {
      gathered();
      continue;
    }
    rooms[asked[i].room] = request;
    self->request(directory, limits.patience,
                  room_join{user, asked[i].room, asked[i].seq, asked[i].log})
        .then(
            [all, gathered, i](const room_joined& joined) {
              auto& [room, outcome] = all->outcomes[i];
              outcome = to_subscription(room, joined);
              gathered();
            },
            [this, all, gathered, request, i](const caf::error& why) {
              if (const auto kept = rooms.find(all->outcomes[i].first);
                  kept != rooms.end() && kept->second == request)
                rooms.erase(kept);
              auto what = from_caf(why);
              if (what.code == model::ec::outcome_unknown)
                what.code = model::ec::unavailable;
              all->outcomes[i].second = std::move(what);
              gathered();
            });
  }
}

void session_state::unsubscribe(std::vector<model::room_name> left) {
  for (const auto room : left) {
    rooms.erase(room);
    self->send(fanout, fanout_leave{room, out});
  }
}

void session_state::follow(consumers::room_position asked, consumers::follow_handler on_reply,
                           consumers::event_handler on_event) {
  ++in_flight;
  const auto replied = [this] {
    --in_flight;
    settle_credit();
    return out != nullptr;
  };
  self->request(directory, limits.patience,
                room_join{user, asked.room, asked.seq, asked.log, asker::consumer})
      .then(
          [this, replied, on_reply, on_event, room = asked.room](const room_joined& joined) {
            if (!replied())
              return;
            on_reply(to_subscription(room, joined));
            if (!out)
              return;
            const session_actor me{self};
            auto intake = std::make_shared<actor_outbox>(
                [me, number = intakes.size()](const net::frame_ptr& frame) {
                  caf::anon_send(me, room_event{number, frame});
                },
                [to = out](std::uint16_t code, std::string_view reason) {
                  to->close(code, reason);
                });
            intakes.push_back({intake, on_event});
            self->send(fanout, fanout_join{room, joined.from, std::move(intake)});
          },
          [replied, on_reply](const caf::error& why) {
            if (!replied())
              return;
            auto what = from_caf(why);
            if (what.code == model::ec::outcome_unknown)
              what.code = model::ec::unavailable;
            on_reply(std::move(what));
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
  state.user = facts.who.user;
  state.memberships = std::make_unique<session_groups>(std::move(groups), self->ctrl());
  state.changes = std::make_unique<session_changes>(std::move(changes), self);
  state.consumer = make(std::move(facts), state, state);
  return {
      [self](const connection_opened& what) { self->state.open(what); },
      [self](const connection_frame& what) { self->state.receive(what); },
      [self](const connection_closed& what) {
        self->state.end(what.code);
        self->quit();
      },
      [self](const session_end&) {
        const model::error reason{model::ec::session_ended, "the session has ended"};
        self->state.close(model::traits_of(reason.code).close_code, model::close_reason(reason));
      },
      [self](const socket_drain& what) {
        const model::error reason{model::ec::unavailable, "the node stops", {}, what.retry_after};
        self->state.close(model::traits_of(reason.code).close_code, model::close_reason(reason));
      },
      [self](const group_message& what) { self->state.memberships->deliver(what); },
      [self](const model_changed& what) { self->state.changes->deliver(what); },
      [self](const changes_lost& what) { self->state.close(what.code, what.reason); },
      [self](atom::credit) {
        ++self->state.owed;
        self->state.settle_credit();
      },
      [self](atom::drained) {
        auto& waiting = self->state.on_drained;
        if (waiting.empty())
          return;
        const auto call = std::move(waiting.front());
        waiting.erase(waiting.begin());
        call();
      },
      [self](const room_event& what) {
        auto& intakes = self->state.intakes;
        if (what.intake < intakes.size())
          intakes[what.intake].on_event(what.frame->payload());
      },
  };
}

} // namespace vestnik::actors
