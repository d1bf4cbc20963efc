// Runs seeds, and writes their stories to the standard output, one after the other.
#include "storage/drivers/sqlite_database.hpp"
#include "storage/schema/migrations.hpp"
#include "tests/simulation/world.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace vestnik;
using namespace vestnik::simulation;

namespace {

constexpr std::string_view usage =
    R"(Usage: simulation [--play chats|mail|nodes] [--first SEED] [--seeds N] [--with FAULT]... [--only FAULT]... [--broken PART]
  --with    also a fault that shows what is not yet mended; 'all' for all
  --only    these faults and no others
  --broken  something is as nothing of the product may be: the 'database' or the 'connection' lies,
            a 'cursor' moves though its mails were refused, a mailbox has two 'fetchers', or none after
            a 'restart'
)";

constexpr std::array<std::string_view, 5> breakages{"database", "connection", "cursor", "fetchers",
                                                    "restart"};

/// A folder in memory, for this process.
class memory_folder {
public:
  memory_folder() {
    std::string name = "/dev/shm/vestnik-simulation-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
      std::abort();
    path_ = name;
  }
  memory_folder(const memory_folder&) = delete;
  memory_folder& operator=(const memory_folder&) = delete;
  ~memory_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

struct order {
  play subject = play::chats;
  std::uint64_t first = 1;
  std::uint64_t seeds = 1;
  fault_set faults = usual_faults();
  std::string_view broken;
};

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || rest != text.data() + text.size())
    throw std::invalid_argument{std::string{text}};
  return number;
}

fault_set faults_of(std::string_view name) {
  if (name == "all")
    return fault_set{}.set();
  const auto found = fault_named(name);
  if (!found)
    throw std::invalid_argument{std::string{name}};
  return fault_set{}.set(static_cast<std::size_t>(*found));
}

order read(const std::vector<std::string_view>& words) {
  order out;
  fault_set only;
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (const auto subject = play_named(words[i + 1]); words[i] == "--play" && subject)
      out.subject = *subject;
    else if (words[i] == "--first")
      out.first = number_of(words[i + 1]);
    else if (words[i] == "--seeds")
      out.seeds = number_of(words[i + 1]);
    else if (words[i] == "--with")
      out.faults |= faults_of(words[i + 1]);
    else if (words[i] == "--only")
      only |= faults_of(words[i + 1]);
    else if (words[i] == "--broken" && std::ranges::count(breakages, words[i + 1]) > 0)
      out.broken = words[i + 1];
    else
      throw std::invalid_argument{std::string{words[i]}};
  }
  if (words.size() % 2 != 0)
    throw std::invalid_argument{std::string{words.back()}};
  if (only.any())
    out.faults = only;
  return out;
}

/// @param part one of `breakages`; or none
void break_something(plan& in, std::string_view part) {
  if (part == "database")
    in.database.lies = 100;
  if (part == "connection")
    in.lines = line::quality::drops;
  if (part == "cursor")
    in.database.skips = 1'000;
  if (part == "fetchers")
    in.node.of_mailbox = node_settings::fetchers::two;
  if (part == "restart")
    in.follows = processes::settings::following::first_life;
}

void run(const order& wanted) {
  // Of one that ends in a crash, all that happened before.
  if (wanted.seeds == 1)
    std::cout << std::unitbuf;
  const memory_folder folder;
  const auto empty = folder.path() / "empty.db";
  {
    auto database = storage::sqlite_database::open({.file = empty}).value();
    storage::migrate(*database).value();
  }
  for (auto seed = wanted.first; seed < wanted.first + wanted.seeds; ++seed) {
    const auto file = folder.path() / "vestnik.db";
    for (const auto* end : {"", "-wal", "-shm"})
      std::filesystem::remove(file.string() + end);
    std::filesystem::copy_file(empty, file);
    auto plan = plan_of(wanted.subject, seed, wanted.faults);
    break_something(plan, wanted.broken);
    world{plan, file, std::cout}.run();
  }
}

} // namespace

int main(int count, char** words) {
  spdlog::set_level(spdlog::level::off);
  std::ios::sync_with_stdio(false);
  try {
    run(read({words + 1, words + count}));
    return 0;
  } catch (const std::invalid_argument& wrong) {
    std::cerr << "not understood: " << wrong.what() << '\n' << usage;
    return 2;
  }
}
