#include "net/client_places.hpp"

#include <mutex>
#include <unordered_map>

namespace vestnik::net {

struct client_places::counts {
  explicit counts(std::size_t limit)
      : most{limit} {}

  bool add(const std::string& client) {
    const std::lock_guard lock{mutex};
    auto& mine = open[client];
    if (mine >= most)
      return false;
    ++mine;
    return true;
  }

  void remove(const std::string& client) {
    const std::lock_guard lock{mutex};
    if (const auto found = open.find(client); --found->second == 0)
      open.erase(found);
  }

  const std::size_t most;
  std::mutex mutex;
  std::unordered_map<std::string, std::size_t> open;
};

client_places::client_places(std::size_t most)
    : counts_{std::make_shared<counts>(most)} {}

client_places::place client_places::take(const std::string& client) {
  if (!counts_->add(client))
    return nullptr;
  // The place is no object: only its end counts.
  return {counts_.get(), [all = counts_, client](const void*) { all->remove(client); }};
}

} // namespace vestnik::net
