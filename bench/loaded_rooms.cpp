// Memory of rooms: what the server holds with many rooms existing and few in use, and what
// one room in use costs, before and after rooms nobody uses are unloaded.
//
//     bench_loaded_rooms VESTNIKD

#include "bench/audience.hpp"
#include "bench/messenger.hpp"
#include "bench/process.hpp"
#include "model/values/clock.hpp"
#include "storage/open.hpp"
#include "storage/secrets/password_hash.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <vector>

#include <unistd.h>

namespace {

namespace json = boost::json;
using namespace vestnik;
using namespace vestnik::bench;

constexpr std::int64_t in_use = 1000;
/// Rooms that one request names.
constexpr std::int64_t at_once = 100;

/// A data directory in which alice has so many dialogs.
void populate(const std::filesystem::path& folder, std::int64_t rooms) {
  config::storage_settings settings;
  settings.url = (folder / "vestnik.db").string();
  auto opened = storage::open_storage(settings).value();
  const auto password = storage::password_hash{storage::password_cost{}}
                            .make(model::secret{std::string{bench_password}})
                            .value();
  const auto commit = [&](std::vector<storage::write>& writes) {
    for (const auto& outcome : opened.writer->commit(writes))
      outcome.value();
    writes.clear();
  };
  std::vector<storage::write> writes;
  writes.emplace_back(
      storage::create_user{model::user_id{1}, "alice", "alice", password, model::now()});
  for (std::int64_t i = 2; i <= rooms + 1; ++i) {
    writes.emplace_back(
        storage::create_user{model::user_id{i}, fmt::format("u{}", i), "u", "$", model::now()});
    writes.emplace_back(storage::open_dialog{model::chat_id{i}, model::user_id{1},
                                             model::user_id{i}, model::now()});
    if (writes.size() >= 2000)
      commit(writes);
  }
  commit(writes);
}

void subscribe_to_some(int socket) {
  for (std::int64_t first = 2; first < in_use + 2; first += at_once) {
    json::object rooms;
    for (auto id = first; id < first + at_once; ++id)
      rooms[fmt::format("chat:{}", id)] = 0;
    const auto joined = ask(
        socket,
        {{"stream", "rooms"},
         {"payload", {{"action", "subscribe"}, {"request_id", "s"}, {"rooms", std::move(rooms)}}}});
    for (const auto& [name, answer] : joined.at("rooms").as_object())
      if (!answer.as_object().contains("seq"))
        throw std::runtime_error{fmt::format("{} was refused", std::string{name})};
  }
}

void measure(const char* vestnikd, std::int64_t rooms) {
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("vestnik-bench-{}-{}", getpid(), rooms);
  std::filesystem::create_directories(folder);
  populate(folder, rooms);
  process server{server_command(vestnikd, folder.string(),
                                {"--actors.room-idle=5s", "--limits.rooms-per-connection=2000"})};
  const auto port = static_cast<std::uint16_t>(
      std::stoi(server.line_after("Vestnik listens on http://127.0.0.1:")));
  const auto alice = sign_in(port, "alice");
  const int socket = open_socket(port, alice);
  const auto started = server.resident_kib();
  subscribe_to_some(socket);
  const auto loaded = server.resident_kib();
  close(socket);
  fmt::print("  {:>7} rooms exist: {:.1f} MiB at the start, {:.1f} MiB with {} in use: "
             "{:.1f} KiB each\n",
             rooms, started / 1024.0, loaded / 1024.0, in_use,
             static_cast<double>(loaded - started) / in_use);
  std::fflush(stdout);
  // Unloading cannot be seen from outside but by memory that is used again: loaded once
  // more after they have been idle, the rooms cost nothing new.
  std::this_thread::sleep_for(std::chrono::seconds{15});
  const int again = open_socket(port, alice);
  subscribe_to_some(again);
  fmt::print("  {:>7}             : {:.1f} MiB when they were unloaded and are in use again\n",
             rooms, server.resident_kib() / 1024.0);
  std::fflush(stdout);
  close(again);
  std::filesystem::remove_all(folder);
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2)
      throw std::runtime_error{"usage: bench_loaded_rooms VESTNIKD"};
    for (const std::int64_t rooms : {1'000, 100'000})
      measure(argv[1], rooms);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_loaded_rooms: {}\n", problem.what());
    return 1;
  }
}
