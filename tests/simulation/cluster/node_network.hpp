#pragma once

#include "net/nodes/node_link.hpp"
#include "net/nodes/node_port.hpp"
#include "tests/simulation/surroundings.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::simulation {

/// The network between the nodes of a run. Frames arrive in order, late, or not at all when the
/// link breaks; a link over which nothing comes for the product's `silence` breaks by itself.
class node_network {
public:
  using moves = std::vector<std::function<void()>>;
  using handler = std::shared_ptr<net::node_link_handler>;

  /// @param around outlives the network.
  explicit node_network(surroundings& around)
      : around_{around} {}

  /// The node of that name takes links from now on.
  void listen(const std::string& name, std::function<handler()> make);
  /// Its process is gone; the others see their links break, and nothing reaches it or leaves it.
  void forget(const std::string& name);
  /// As `net::node_port::dial`; of one that does not listen nothing comes.
  void dial(const std::string& from, const net::node_target& to, handler by);

  /// How late a frame may be.
  void delay(story::time most) { most_late_ = most; }
  /// Nothing passes between the two any more.
  void cut(const std::string& one, const std::string& other);
  /// The process stands still, or goes on: it says nothing meanwhile.
  void stand_still(const std::string& name);
  void go_on(const std::string& name);
  /// Some link breaks.
  void break_one();
  void heal();

  /// Adds what may happen next.
  void gather(moves& to);

private:
  class end;
  struct line;

  void carry(const std::shared_ptr<line>& over, std::size_t to);
  void break_off(const std::shared_ptr<line>& which);
  void watch_silence(const std::shared_ptr<line>& which);
  [[nodiscard]] bool passes(const line& over) const;

  surroundings& around_;
  std::map<std::string, std::function<handler()>> listeners_;
  std::set<std::pair<std::string, std::string>> cuts_;
  std::set<std::string> still_;
  std::vector<std::shared_ptr<line>> lines_;
  story::time most_late_{};
};

} // namespace vestnik::simulation
