#include "tests/simulation/database_faults.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace vestnik::simulation {

using namespace std::chrono_literals;

namespace {

bool is_poison(const storage::value& cell) {
  const auto* text = std::get_if<std::string_view>(&cell.held());
  return text != nullptr && text->find(poison) != std::string_view::npos;
}

/// The statement in two or three words.
std::string_view gist(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
  return text.substr(0, std::min<std::size_t>(text.find_first_of("(\n"), 40));
}

} // namespace

database_faults::database_faults(dice& chance, story& record, std::function<void(time)> pass)
    : dice_{chance}
    , story_{record}
    , pass_{std::move(pass)} {}

void database_faults::heal() {
  rates_ = {};
  away_until_ = {};
}

std::optional<model::error> database_faults::at_statement(std::string_view text,
                                                          std::span<const storage::value> cells) {
  if (dice_.chance(rates_.slow)) {
    const auto wait = dice_.pick(std::vector<time>{20ms, 300ms, 3s, 6s});
    story_.fault("slow statement", {{"statement", gist(text)}, {"ms", wait / 1ms}});
    pass_(wait);
  }
  if (dice_.chance(rates_.away)) {
    const auto pause = dice_.pick(std::vector<time>{100ms, 1s, 4s, 8s});
    away_until_ = story_.now() + pause;
    story_.fault("database away", {{"ms", pause / 1ms}});
  }
  if (story_.now() < away_until_)
    return model::error{
        model::ec::unavailable, "the database cannot be reached", {}, std::chrono::seconds{1}};
  if (dice_.chance(rates_.locked))
    return fail(model::ec::unavailable, "statement locked out", text);
  if (std::ranges::any_of(cells, is_poison))
    return fail(poison_code_, "poison refused", text);
  return std::nullopt;
}

bool database_faults::skips_after(std::string_view text) {
  return text.find("INSERT INTO mails") != std::string_view::npos && dice_.chance(rates_.skips);
}

database_faults::fate database_faults::at_commit() {
  pass_(rates_.commit);
  if (dice_.chance(rates_.lost_before)) {
    story_.fault("commit lost", {{"made", false}});
    return fate::lost_before;
  }
  if (dice_.chance(rates_.lost_after)) {
    story_.fault("commit lost", {{"made", true}});
    return fate::lost_after;
  }
  return dice_.chance(rates_.lies) ? fate::forgotten : fate::made;
}

std::optional<model::error> database_faults::fail(model::ec code, std::string_view kind,
                                                  std::string_view text) {
  story_.fault(kind, {{"statement", gist(text)}, {"code", model::traits_of(code).name}});
  return model::error{code, "told to fail"};
}

} // namespace vestnik::simulation
