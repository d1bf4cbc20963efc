// Durable messages per second through the actors – a chat's owner, the store's group
// commit, one transaction with log entry, message and operation – beside what the
// database does by itself in the same run.
//
//     bench_durable_messages VESTNIKD [postgresql://…]
//
// VESTNIKD is not used: benchmarks are all called alike. Without a PostgreSQL only
// SQLite is measured.

#include "actors/messenger/chat.hpp"
#include "actors/store/read_queue.hpp"
#include "actors/store/store_committer.hpp"
#include "actors/store/store_reader.hpp"
#include "actors/store/store_writer.hpp"
#include "model/values/clock.hpp"
#include "storage/drivers/postgres_database.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "storage/open.hpp"
#include "storage/schema/migrations.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace {

using namespace vestnik;
using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds measured{4};
constexpr std::size_t text_bytes = 200;
/// Messages under way at once; shared by all rooms.
constexpr std::size_t in_flight = 512;

double since(steady::time_point begin) {
  return std::chrono::duration<double>(steady::now() - begin).count();
}

template <class T>
T must(model::result<T> outcome) {
  if (!outcome)
    throw std::runtime_error{outcome.error().message};
  if constexpr (!std::is_void_v<T>)
    return std::move(*outcome);
}

/// Rows of a message's size per second, `batch` of them per transaction, in a table that
/// has nothing but them.
double rows_per_second(storage::database& in, std::size_t batch) {
  static std::int64_t next = 1;
  constexpr std::string_view table = "bench_rows";
  constexpr std::array<std::string_view, 2> columns{"id", "text"};
  const std::string text(text_bytes, 'x');
  std::size_t rows = 0;
  const auto begin = steady::now();
  while (steady::now() - begin < measured) {
    std::vector<storage::value> cells;
    for (std::size_t i = 0; i < batch; ++i)
      cells.insert(cells.end(), {storage::value{next++}, storage::value{text}});
    storage::transaction unit{in};
    must(unit.begin());
    must(in.insert_many(table, columns, cells));
    must(unit.commit());
    rows += batch;
  }
  return static_cast<double>(rows) / since(begin);
}

/// What a message costs the database without us: the three rows of a message – entry of
/// the log, operation, message – per second, in tables like the product's.
double message_rows_per_second(storage::database& in, std::size_t batch) {
  static std::int64_t next = 1;
  static const std::string text(text_bytes, 'x');
  static const std::string data = fmt::format(
      R"({{"author":"1","id":"382508153880707072","sent_at":"2026-11-21T12:00:00.000Z","text":"{}"}})",
      text);
  constexpr std::array<std::string_view, 6> log{"room_kind", "room_id",     "seq",
                                                "kind",      "happened_at", "data"};
  constexpr std::array<std::string_view, 7> operations{"user_id", "op",     "room_kind",  "room_id",
                                                       "seq",     "result", "happened_at"};
  constexpr std::array<std::string_view, 6> messages{"chat_id",   "seq",     "id",
                                                     "author_id", "sent_at", "text"};
  std::size_t rows = 0;
  const auto begin = steady::now();
  while (steady::now() - begin < measured) {
    std::vector<storage::value> entry;
    std::vector<storage::value> operation;
    std::vector<storage::value> message;
    std::vector<std::string> ops;
    ops.reserve(batch);
    for (std::size_t i = 0; i < batch; ++i) {
      const auto id = next++;
      ops.push_back(fmt::format("{:032x}", id * 0x9e3779b97f4a7c15));
      entry.insert(entry.end(), {1, 1'000'000, id, 1, id, data});
      operation.insert(operation.end(), {1, ops.back(), 1, 1'000'000, id, "{}", id});
      message.insert(message.end(), {1'000'000, id, 1'000'000'000 + id, 1, id, text});
    }
    storage::transaction unit{in};
    must(unit.begin());
    must(in.insert_many("room_log", log, entry));
    must(in.insert_many("operations", operations, operation));
    must(in.insert_many("messages", messages, message));
    must(unit.commit());
    rows += batch;
  }
  return static_cast<double>(rows) / since(begin);
}

/// Keeps so many messages under way in each chat until the time is over, then reports
/// how many were answered.
struct writer_state {
  static inline const char* name = "bench_writer";
  writer_state() = default;

  std::vector<actors::room_actor> rooms;
  std::size_t next = 0;
  std::size_t under_way = 0;
  std::size_t answered = 0;
  std::size_t op = 0;
  steady::time_point end;
  caf::response_promise done;
};

using writer_actor = caf::stateful_actor<writer_state>;

void send_one(writer_actor* self) {
  auto& state = self->state;
  const auto place = state.next++ % state.rooms.size();
  ++state.under_way;
  static const std::string text(text_bytes, 'x');
  self->request(state.rooms[place], caf::infinite,
                model::command{model::user_id{1},
                               {model::room_kind::chat, static_cast<std::int64_t>(place + 1)},
                               fmt::format("{:032x}", ++state.op),
                               model::send_message{text}})
      .then(
          [self](const model::json_text&) {
            auto& state = self->state;
            --state.under_way;
            ++state.answered;
            if (steady::now() < state.end)
              send_one(self);
            else if (state.under_way == 0)
              state.done.deliver(static_cast<std::uint64_t>(state.answered));
          },
          [](const caf::error& why) { throw std::runtime_error{to_string(why)}; });
}

caf::behavior drive(writer_actor* self, std::vector<actors::room_actor> rooms) {
  self->state.rooms = std::move(rooms);
  return {[self](atom::wake, std::uint64_t under_way) {
    self->state.end = steady::now() + measured;
    self->state.done = self->make_response_promise<caf::response_promise>();
    for (std::uint64_t i = 0; i < under_way; ++i)
      send_one(self);
    return self->state.done;
  }};
}

/// Answered messages per second through the owners of so many rooms.
double messages_per_second(caf::actor_system& system, const actors::store& store, std::size_t rooms,
                           std::uint64_t under_way) {
  static auto ids = std::make_shared<model::id_generator>(0);
  std::vector<actors::room_actor> owners;
  for (std::size_t i = 0; i < rooms; ++i)
    owners.push_back(system.spawn(actors::chat, model::chat_id{static_cast<std::int64_t>(i + 1)},
                                  store, ids, actors::room_settings{"bench", {}},
                                  actors::chat_limits{}));
  caf::scoped_actor self{system};
  const auto driver = system.spawn(drive, owners);
  const auto begin = steady::now();
  std::uint64_t answered = 0;
  self->request(driver, caf::infinite, atom::wake::value, under_way)
      .receive([&answered](std::uint64_t count) { answered = count; },
               [](const caf::error& why) { throw std::runtime_error{to_string(why)}; });
  const auto rate = static_cast<double>(answered) / since(begin);
  self->send_exit(driver, caf::exit_reason::user_shutdown);
  for (const auto& owner : owners)
    self->send_exit(owner, caf::exit_reason::user_shutdown);
  return rate;
}

/// Two people and a thousand dialogs of the first with others.
void populate(storage::writer& in, std::size_t rooms) {
  std::vector<storage::write> writes;
  for (std::size_t i = 0; i <= rooms; ++i) {
    const auto id = static_cast<std::int64_t>(i + 1);
    writes.emplace_back(
        storage::create_user{model::user_id{id}, fmt::format("u{}", id), "u", "$", model::now()});
  }
  for (std::size_t i = 0; i < rooms; ++i) {
    const auto id = static_cast<std::int64_t>(i + 1);
    writes.emplace_back(storage::open_dialog{model::chat_id{id}, model::user_id{1},
                                             model::user_id{id + 1}, model::now()});
  }
  for (auto& outcome : in.commit(writes))
    must(std::move(outcome));
}

struct bench_config : caf::actor_system_config {
  bench_config() { set("scheduler.policy", caf::atom("sharing")); }
};

/// The one whom the bare messages name as their author.
void add_writer(storage::database& in) {
  must(in.execute("INSERT INTO users (id, login, name, login_key, name_key, password, created_at) "
                  "VALUES (1, 'u', 'u', '', '', '', 0)",
                  {}, [](const storage::row&) { return model::result<void>{}; }));
}

void measure(std::string_view name, const std::string& url, storage::database& bare) {
  config::storage_settings settings;
  settings.url = url;
  auto opened = must(storage::open_storage(settings));
  populate(*opened.writer, 1000);
  must(bare.execute("CREATE TABLE IF NOT EXISTS bench_rows (id BIGINT PRIMARY KEY, text TEXT)", {},
                    [](const storage::row&) { return model::result<void>{}; }));
  const auto single = rows_per_second(bare, 1);
  const auto limit = rows_per_second(bare, 64);
  const auto large = rows_per_second(bare, in_flight);
  const auto same = message_rows_per_second(bare, 64);
  fmt::print("{}: one row per commit {:.0f}/s, 64 rows {:.0f}/s, {} rows {:.0f}/s; "
             "the three rows of a message, 64 messages per commit: {:.0f}/s\n",
             name, single, limit, in_flight, large, same);

  bench_config config;
  caf::actor_system system{config};
  actors::store store;
  const auto committer = system.spawn<caf::detached>(
      actors::store_committer, std::shared_ptr<storage::writer>{std::move(opened.writer)},
      std::chrono::milliseconds{});
  store.writer = system.spawn(actors::store_writer, committer, actors::store_writer_settings{});
  std::vector<actors::store_reader_actor> readers;
  for (auto& reader : opened.readers)
    readers.push_back(system.spawn<caf::detached>(
        actors::store_reader, std::shared_ptr<storage::reader>{std::move(reader)}));
  store.readers = {system.spawn(actors::read_queue, readers, actors::read_queue_settings{})};

  const auto alone = messages_per_second(system, store, 1, 1);
  fmt::print("  one message at a time: {:.0f}/s, {:.2f} commits of one row each\n", alone,
             single / alone);
  for (const std::size_t rooms : {1, 100, 1000}) {
    const auto rate = messages_per_second(system, store, rooms, in_flight);
    fmt::print("  {:4} rooms, {} under way: {:.0f} messages/s, {:.2f} of the bare messages, "
               "{:.2f} of 64 bare rows\n",
               rooms, in_flight, rate, rate / same, rate / limit);
  }
  std::fflush(stdout);
  caf::scoped_actor self{system};
  self->send_exit(store.writer, caf::exit_reason::user_shutdown);
  self->send_exit(committer, caf::exit_reason::user_shutdown);
  self->send_exit(store.readers.front(), caf::exit_reason::user_shutdown);
  for (const auto& reader : readers)
    self->send_exit(reader, caf::exit_reason::user_shutdown);
}

} // namespace

int main(int argc, char** argv) {
  try {
    const auto folder = std::filesystem::current_path() / fmt::format("bench-durable-{}", getpid());
    std::filesystem::create_directories(folder);
    const auto file = folder / "vestnik.db";
    {
      const auto bare = must(storage::sqlite_database::open({.file = folder / "bare.db"}));
      must(storage::migrate(*bare));
      add_writer(*bare);
      measure("SQLite", file.string(), *bare);
    }
    std::filesystem::remove_all(folder);
    if (argc > 2) {
      const std::string url = argv[2];
      const auto bare = must(storage::postgres_database::open({.url = url}));
      measure("PostgreSQL", url, *bare);
    }
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_durable_messages: {}\n", failure.what());
    return 1;
  }
}
