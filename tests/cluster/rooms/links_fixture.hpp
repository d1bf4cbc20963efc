#pragma once

#include "cluster/rooms/links.hpp"
#include "tests/cluster/caf_cluster_test.hpp"
#include "tests/cluster/simulated_cables.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/caf_fake_actor.hpp"

namespace vestnik::cluster::links_tests {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using test::cluster_fixture;
using test::simulated_cables;

inline constexpr model::room_name chat{model::room_kind::chat, 42};

/// A node's links and whoever hears them.
struct node {
  node(caf::actor_system& sys, simulated_cables& cables, model::node which,
       const std::string& cluster = "c", std::uint32_t version = 1)
      : about{std::move(which)}
      , membership{sys}
      , others{sys} {
    links_settings settings;
    settings.self = about.id;
    settings.cluster = cluster;
    settings.version = version;
    settings.dial = cables.dialler(about.name);
    settings.most_waiting = 3;
    links = sys.spawn(cluster::links, settings);
    cables.listen(about.name, links);
    caf::anon_send(links,
                   link_dispatchers{caf::actor_cast<caf::strong_actor_ptr>(membership.handle),
                                    caf::actor_cast<caf::strong_actor_ptr>(others.handle)});
  }

  model::node about;
  vestnik::test::witness<from_peer, link_broken> membership;
  vestnik::test::witness<from_node, node_linked, node_unlinked> others;
  links_actor links;
};

/// How a request has ended, if it has.
struct outcome {
  [[nodiscard]] bool failed_as(model::ec code) const { return error && error->code == code; }
  std::optional<node_body> answer;
  std::optional<model::error> error;
};

struct fixture : cluster_fixture {
  ~fixture() {
    for (const auto& one : nodes) {
      caf::anon_send_exit(one->links, caf::exit_reason::user_shutdown);
      caf::anon_send_exit(one->membership.handle, caf::exit_reason::user_shutdown);
      caf::anon_send_exit(one->others.handle, caf::exit_reason::user_shutdown);
    }
    cables.forget();
    consume_messages();
  }

  node& add(std::int64_t id, const std::string& cluster = "c", std::uint32_t version = 1) {
    const auto name = "n" + std::to_string(id);
    nodes.push_back(std::make_unique<node>(
        sys, cables, model::node{{id}, name, 0, name + ":1", model::node_state::active, {}, {}},
        cluster, version));
    return *nodes.back();
  }

  /// Each is told of all.
  void meet() {
    link_peers all;
    for (const auto& one : nodes)
      all.nodes.push_back(one->about);
    for (const auto& one : nodes)
      caf::anon_send(one->links, all);
    consume_messages();
  }

  void pass(std::chrono::milliseconds time) {
    advance_time(time);
    consume_messages();
  }

  bool is_heard(node& from, node& by) {
    by.membership.heard<from_peer>().clear();
    caf::anon_send(from.links, to_peer{by.about.id, {peer_message::kind::probe, {}, 1}});
    consume_messages();
    const auto& heard = by.membership.heard<from_peer>();
    return heard.size() == 1 && heard[0].from == from.about.id;
  }

  std::shared_ptr<outcome> ask(node& from, node& to,
                               const node_body& body = actors::room_follow{chat},
                               model::deadline until = {}, std::uint64_t asker = 0) {
    auto kept = std::make_shared<outcome>();
    const auto asks = [kept](caf::event_based_actor* asker, const links_actor& links,
                             const node_request& request) {
      asker->request(links, caf::infinite, request)
          .then([kept](const node_answer& answer) { kept->answer = answer.body; },
                [kept](const caf::error& why) { kept->error = actors::from_caf(why); });
    };
    sys.spawn(asks, from.links, node_request{to.about.id, body, until, asker});
    consume_messages();
    return kept;
  }

  model::deadline in(std::chrono::milliseconds time) {
    return model::deadline::after(time, sys.clock().now());
  }

  simulated_cables cables;
  std::vector<std::unique_ptr<node>> nodes;
};

} // namespace vestnik::cluster::links_tests
