#include "config/engine/assembly.hpp"

#include "config/engine/file.hpp"

#include <doctest/doctest.h>

namespace vestnik::config::assembly_tests {

TEST_SUITE_BEGIN("config/engine/assembly");

using namespace vestnik::config;

namespace {

assembly built_from(std::string_view toml, const environment& variables = {{"HOME", "/srv/a"}}) {
  assembly built;
  built.apply(read_toml(toml, "v.toml"));
  built.complete(variables);
  return built;
}

std::string only_problem(std::string_view toml) {
  const auto built = built_from(toml);
  REQUIRE(built.problems().size() == 1);
  return built.problems().front();
}

} // namespace

TEST_CASE("a later source overrides an earlier one, and the origin tells which") {
  assembly built;
  built.apply(read_toml("net.port = 1\nnet.max-body = \"2KiB\"", "first"));
  built.apply(read_toml("net.port = 2", "second"));
  built.complete({{"HOME", "/srv/a"}});
  CHECK(built.problems().empty());
  CHECK(built.values().net.port == 2);
  CHECK(built.values().net.max_body == 2_KiB);
  CHECK(built.origin_of("net.port") == "second, line 1");
  CHECK(built.origin_of("net.max-body") == "first, line 2");
  CHECK(built.origin_of("net.address") == "default");
}

TEST_CASE("the data folder is the user's unless it is given") {
  const auto folder = [](const environment& variables, std::string_view toml = "") {
    return built_from(toml, variables).values().storage.data_dir;
  };
  CHECK(folder({{"HOME", "/srv/a"}}) == "/srv/a/.local/share/vestnik");
  CHECK(folder({{"HOME", "/srv/a"}, {"XDG_DATA_HOME", "/x"}}) == "/x/vestnik");
  CHECK(folder({{"HOME", "/srv/a"}, {"XDG_DATA_HOME", "x"}}) == "/srv/a/.local/share/vestnik");
  CHECK(folder({}, "storage.data-dir = \"d\"") == "d");
  CHECK(
      built_from("", {}).problems() ==
      std::vector<std::string>{"storage.data-dir = \"\" (default): neither XDG_DATA_HOME nor HOME "
                               "is set, so there is no default; give a folder"});
}

TEST_CASE("database and key stand in the data folder unless they are given") {
  const auto near = built_from("storage.data-dir = \"d\"").values();
  CHECK(near.storage.url == "d/vestnik.db");
  CHECK(near.secrets.key_file == "d/master.key");
  const auto apart = built_from("storage.url = \"u.db\"\nsecrets.key-file = \"k\"").values();
  CHECK(apart.storage.url == "u.db");
  CHECK(apart.secrets.key_file == "k");
}

TEST_CASE(
    "a bad value is named with its key, its place and what is allowed, and hides nothing else") {
  const auto built = built_from("net.port = \"80\"\nmail.allow-ports = [0]\nlog.level = \"loud\"");
  CHECK(
      built.problems() ==
      std::vector<std::string>{
          "log.level = \"loud\" (v.toml, line 3): not allowed; give one of trace, debug, info, "
          "warning, error",
          "mail.allow-ports = [0] (v.toml, line 2): not allowed; give a list, each a whole number "
          "from 1 to 65535",
          "net.port = \"80\" (v.toml, line 1): not allowed; give a whole number from 0 to 65535"});
}

TEST_CASE("settings that contradict each other are refused") {
  CHECK(only_problem("net.certificate = \"c\"") ==
        "net.certificate = \"c\" (v.toml, line 1): TLS needs net.private-key as well");
  CHECK(only_problem("net.private-key = \"k\"") ==
        "net.private-key = \"k\" (v.toml, line 1): TLS needs net.certificate as well");
  CHECK(only_problem("net.max-message = \"2MiB\"") ==
        "net.outbox-bytes = \"1MiB\" (default): must hold at least one message of net.max-message");
  CHECK(only_problem("net.max-target = \"32KiB\"") ==
        "net.max-target = \"32KiB\" (v.toml, line 1): must fit into net.max-header");
  CHECK(
      only_problem("limits.message-text = \"256KiB\"") ==
      "limits.message-text = \"256KiB\" (v.toml, line 1): must be less than net.max-message, which "
      "holds it");
  CHECK(only_problem("mail.in-flight = \"57MiB\"") ==
        "mail.in-flight = \"57MiB\" (v.toml, line 1): must have room for mail.max-message and "
        "mail.chunk-bytes: a larger mail would never come");
  CHECK(only_problem("limits.message-burst = 10") ==
        "limits.message-burst = 10 (v.toml, line 1): must not be less than "
        "limits.messages-per-second");
  CHECK(only_problem("limits.user-message-burst = 59") ==
        "limits.user-message-burst = 59 (v.toml, line 1): must not be less than "
        "limits.user-messages-per-second");
  CHECK(only_problem("limits.address-requests-per-second = 5001") ==
        "limits.address-request-burst = 5000 (default): must not be less than "
        "limits.address-requests-per-second");
}

TEST_CASE("a node of a cluster needs PostgreSQL, and a certificate that others can check") {
  CHECK(built_from("cluster.node = \"n1\"").problems().size() == 4);
  const std::string complete = "cluster.node = \"n1\"\nstorage.url = \"postgresql://u@h/d\"\n"
                               "cluster.certificate = \"c\"\ncluster.private-key = \"k\"\n"
                               "cluster.authority = \"a\"\n";
  CHECK(built_from(complete).problems().empty());
  const auto without = [&](const std::string& line) {
    auto rest = complete;
    rest.erase(rest.find(line), line.size());
    return only_problem(rest);
  };
  CHECK(without("cluster.certificate = \"c\"\n") ==
        "cluster.certificate = \"\" (default): the nodes of a cluster need one");
  CHECK(without("cluster.private-key = \"k\"\n") ==
        "cluster.private-key = \"\" (default): the nodes of a cluster need one");
  CHECK(without("cluster.authority = \"a\"\n") ==
        "cluster.authority = \"\" (default): the nodes of a cluster need one");
  const auto alone_with_its_file = without("storage.url = \"postgresql://u@h/d\"\n");
  CHECK(alone_with_its_file.find("the nodes of a cluster share a PostgreSQL database") !=
        std::string::npos);
  auto in_a_file = complete;
  in_a_file.replace(in_a_file.find("postgresql://u@h/d"), 18, "postgres.db");
  CHECK(only_problem(in_a_file).find("share a PostgreSQL database") != std::string::npos);
}

TEST_CASE("a node that has no name is alone and needs nothing of a cluster") {
  const auto built = built_from("");
  CHECK(built.problems().empty());
  CHECK(built.values().cluster.node.empty());
}

TEST_SUITE_END();

} // namespace vestnik::config::assembly_tests
