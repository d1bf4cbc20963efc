#include "tests/simulation/cluster/node_network.hpp"

#include <algorithm>
#include <chrono>

namespace vestnik::simulation {

namespace {

const net::link_rules rules;

model::error unreachable() { return {model::ec::unavailable, "the other node is not reached"}; }

} // namespace

/// A link, with what is on its way to each of its two ends.
struct node_network::line {
  struct frame {
    story::time due;
    std::string bytes;
  };
  std::array<std::string, 2> names;
  /// Empty once it has heard of the end.
  std::array<handler, 2> handlers;
  std::array<std::deque<frame>, 2> on_their_way;
  std::array<std::size_t, 2> waiting{};
  enum class phase : std::uint8_t { dialled, up, broken } now = phase::dialled;
};

class node_network::end final : public net::node_link {
public:
  end(node_network& network, const std::shared_ptr<line>& of, std::size_t number)
      : network_{network}
      , line_{of}
      , number_{number} {}

  sent send(std::string_view frame) override {
    const auto over = line_.lock();
    if (!over || over->now != line::phase::up || !over->handlers[number_])
      return sent::ended;
    if (frame.size() > rules.largest_frame)
      return sent::too_large;
    const auto other = 1 - number_;
    if (over->waiting[other] + frame.size() > rules.most_waiting)
      return sent::no_credit;
    auto& chance = network_.around_.chance();
    auto due = network_.around_.record().now();
    if (network_.most_late_.count() > 0)
      due += story::time{static_cast<std::int64_t>(
          chance.below(static_cast<std::uint64_t>(network_.most_late_.count())))};
    auto& queue = over->on_their_way[other];
    if (!queue.empty())
      due = std::max(due, queue.back().due);
    queue.push_back({due, std::string{frame}});
    over->waiting[other] += frame.size();
    return sent::queued;
  }
  void taken(std::size_t) override {}
  void close() override {
    const auto over = line_.lock();
    if (!over || !over->handlers[number_])
      return;
    over->handlers[number_].reset();
    network_.break_off(over);
  }

private:
  node_network& network_;
  std::weak_ptr<line> line_;
  std::size_t number_;
};

void node_network::listen(const std::string& name, std::function<handler()> make) {
  listeners_[name] = std::move(make);
}

void node_network::forget(const std::string& name) {
  listeners_.erase(name);
  still_.erase(name);
  for (const auto& each : lines_)
    for (std::size_t i = 0; i < 2; ++i)
      if (each->names[i] == name) {
        each->handlers[i].reset();
        break_off(each);
      }
}

void node_network::dial(const std::string& from, const net::node_target& to, handler by) {
  // Actors of a process that ends dial to the last: nobody is there to hear an answer.
  if (!listeners_.contains(from))
    return;
  std::erase_if(lines_, [](const auto& each) { return !each->handlers[0] && !each->handlers[1]; });
  auto made = std::make_shared<line>();
  made->names = {from, to.name};
  made->handlers[0] = std::move(by);
  lines_.push_back(made);
  // Who hears nothing gives up.
  around_.later(rules.opening, [this, weak = std::weak_ptr{made}] {
    if (const auto alive = weak.lock(); alive && alive->now == line::phase::dialled)
      break_off(alive);
  });
}

void node_network::cut(const std::string& one, const std::string& other) {
  cuts_.insert(std::minmax(one, other));
  for (const auto& each : lines_)
    watch_silence(each);
}

void node_network::stand_still(const std::string& name) {
  still_.insert(name);
  for (const auto& each : lines_)
    watch_silence(each);
}

void node_network::go_on(const std::string& name) { still_.erase(name); }

void node_network::break_one() {
  if (!lines_.empty())
    break_off(around_.chance().pick(lines_));
}

void node_network::heal() {
  cuts_.clear();
  most_late_ = {};
}

bool node_network::passes(const line& over) const {
  return !cuts_.contains(std::minmax(over.names[0], over.names[1]));
}

void node_network::watch_silence(const std::shared_ptr<line>& which) {
  around_.later(rules.silence, [this, weak = std::weak_ptr{which}] {
    const auto alive = weak.lock();
    const auto is_silent = [&] {
      return !passes(*alive) || still_.contains(alive->names[0]) ||
             still_.contains(alive->names[1]);
    };
    if (alive && alive->now == line::phase::up && is_silent())
      break_off(alive);
  });
}

void node_network::break_off(const std::shared_ptr<line>& which) {
  which->now = line::phase::broken;
  for (auto& each : which->on_their_way)
    each.clear();
}

void node_network::gather(moves& to) {
  const auto now = around_.record().now();
  for (const auto& each : lines_) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (!each->handlers[i])
        continue;
      const bool ends = each->now == line::phase::broken;
      const bool opens =
          each->now == line::phase::dialled && passes(*each) && !still_.contains(each->names[1]);
      const auto& queue = each->on_their_way[i];
      const bool hears = !queue.empty() && queue.front().due <= now && passes(*each);
      if (ends || opens || hears)
        to.emplace_back([this, each, i] { carry(each, i); });
    }
  }
}

void node_network::carry(const std::shared_ptr<line>& over, std::size_t to) {
  if (over->now == line::phase::broken)
    return std::exchange(over->handlers[to], nullptr)->on_closed(unreachable());
  if (over->now == line::phase::dialled) {
    const auto listener = listeners_.find(over->names[1]);
    if (listener == listeners_.end())
      return break_off(over);
    over->handlers[1] = listener->second();
    over->now = line::phase::up;
    for (std::size_t i = 0; i < 2; ++i)
      over->handlers[i]->on_open(std::make_shared<end>(*this, over, i), over->names[1 - i]);
    return;
  }
  auto next = std::move(over->on_their_way[to].front());
  over->on_their_way[to].pop_front();
  over->waiting[to] -= next.bytes.size();
  over->handlers[to]->on_frame(std::move(next.bytes));
}

} // namespace vestnik::simulation
