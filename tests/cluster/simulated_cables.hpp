#pragma once

#include "cluster/rooms/links.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::cluster::test {

/// Links between nodes of one process, without sockets: a frame is there as soon as it is sent.
/// A node's host and the name in its certificate are its name.
class simulated_cables {
public:
  [[nodiscard]] auto dialler(const std::string& from) {
    return [this, from](const net::node_target& to,
                        std::shared_ptr<net::node_link_handler> dispatcher) {
      if (!admits_ || !listening_.contains(to.host))
        return dispatcher->on_closed({model::ec::unavailable, "nobody is there"});
      join(from, std::move(dispatcher), to.host, make_link_dispatcher(listening_.at(to.host)));
    };
  }

  void listen(const std::string& name, links_actor links) { listening_[name] = std::move(links); }

  /// The end of a stranger's link who has a certificate.
  [[nodiscard]] std::shared_ptr<net::node_link> connect(const std::string& to,
                                                        const std::string& certified) {
    struct deaf final : net::node_link_handler {
      void on_open(std::shared_ptr<net::node_link> link, std::string) override {
        out = std::move(link);
      }
      void on_frame(std::string) override {}
      void on_closed(const model::error&) override {}
      std::shared_ptr<net::node_link> out;
    };
    const auto dispatcher = std::make_shared<deaf>();
    join(certified, dispatcher, to, make_link_dispatcher(listening_.at(to)));
    return std::exchange(dispatcher->out, nullptr);
  }

  /// Breaks all.
  void cut() {
    for (const auto& one : std::exchange(cables_, {}))
      one->end({model::ec::unavailable, "cut"});
  }
  void refuse() { admits_ = false; }
  void admit() { admits_ = true; }
  /// No link that is there has room from now on.
  void fill() { set_room(credit::spent); }
  void drain() { set_room(credit::left); }
  /// Frames that are longer are too large for any link.
  void narrow(std::size_t frame) { largest_frame_ = frame; }
  void forget() {
    cut();
    listening_.clear();
  }

  /// Of those that were ever made.
  [[nodiscard]] std::size_t count() const { return made_; }

private:
  enum class credit : std::uint8_t { left, spent };

  void set_room(credit now) {
    for (const auto& one : cables_)
      one->room = now;
  }

  struct cable {
    void end(const model::error& why) {
      auto all = std::exchange(dispatchers, {});
      for (const auto& dispatcher : all)
        dispatcher->on_closed(why);
    }
    /// Of both ends; none once it has ended.
    std::vector<std::shared_ptr<net::node_link_handler>> dispatchers;
    credit room = credit::left;
  };

  class cable_end final : public net::node_link {
  public:
    cable_end(std::shared_ptr<cable> of, std::size_t other, const std::size_t& largest_frame)
        : cable_{std::move(of)}
        , other_{other}
        , largest_frame_{largest_frame} {}

    sent send(std::string_view frame) override {
      if (cable_->dispatchers.empty())
        return sent::ended;
      if (frame.size() > largest_frame_)
        return sent::too_large;
      if (cable_->room == credit::spent)
        return sent::no_credit;
      cable_->dispatchers[other_]->on_frame(std::string{frame});
      return sent::queued;
    }
    void taken(std::size_t) override {}
    void close() override { cable_->end({model::ec::unavailable, "closed"}); }

  private:
    std::shared_ptr<cable> cable_;
    std::size_t other_;
    const std::size_t& largest_frame_;
  };

  void join(const std::string& from, std::shared_ptr<net::node_link_handler> dials,
            const std::string& to, std::shared_ptr<net::node_link_handler> accepts) {
    ++made_;
    auto made = std::make_shared<cable>();
    cables_.push_back(made);
    made->dispatchers = {dials, accepts};
    dials->on_open(std::make_shared<cable_end>(made, 1, largest_frame_), to);
    accepts->on_open(std::make_shared<cable_end>(made, 0, largest_frame_), from);
  }

  std::map<std::string, links_actor> listening_;
  std::vector<std::shared_ptr<cable>> cables_;
  bool admits_ = true;
  std::size_t made_ = 0;
  std::size_t largest_frame_ = 16 * 1024 * 1024;
};

} // namespace vestnik::cluster::test
