#include "config/engine/environment.hpp"

#include <cstdlib>
#include <doctest/doctest.h>

namespace vestnik::config::environment_tests {

TEST_SUITE_BEGIN("config/engine/environment");

using namespace vestnik::config;

TEST_CASE("each option has a variable") {
  const auto read = read_environment({{"VESTNIK_NET_MAX_MESSAGE", "1MiB"}, {"PATH", "/bin"}});
  CHECK(read.problems.empty());
  REQUIRE(read.values.size() == 1);
  CHECK(read.values[0].key == "net.max-message");
  CHECK(to_text(read.values[0]) == "1MiB");
  CHECK(read.values[0].from == "environment, VESTNIK_NET_MAX_MESSAGE");
}

TEST_CASE("a variable that is set to nothing is a value too") {
  const auto read = read_environment({{"VESTNIK_MAIL_ALLOW_PORTS", ""}});
  REQUIRE(read.values.size() == 1);
  CHECK(to_text(read.values[0]) == "");
}

TEST_CASE("a misspelt variable is warned of without its value, the file's name is not") {
  const auto read = read_environment({{"VESTNIK_NET_PROT", "80"},
                                      {"VESTNIK_DB_PASSWORD", "hunter2"},
                                      {"VESTNIK_CONFIG", "x.toml"},
                                      {"VESTNIKD", "build/vestnikd"}});
  CHECK(read.values.empty());
  CHECK(read.problems.empty());
  CHECK(read.warnings ==
        std::vector<std::string>{
            "VESTNIK_DB_PASSWORD (environment): unknown variable, not used",
            "VESTNIK_NET_PROT (environment): unknown variable, not used; did you mean "
            "VESTNIK_NET_PORT?"});
}

TEST_CASE("what Kubernetes tells of a service named vestnik keeps nobody from starting") {
  const auto read = read_environment({{"VESTNIK_SERVICE_HOST", "10.96.0.12"},
                                      {"VESTNIK_SERVICE_PORT", "8080"},
                                      {"VESTNIK_PORT", "tcp://10.96.0.12:8080"},
                                      {"VESTNIK_PORT_8080_TCP_PROTO", "tcp"}});
  CHECK(read.values.empty());
  CHECK(read.problems.empty());
  CHECK(read.warnings.size() == 4);
}

TEST_CASE("an empty variable has no value") {
  const environment variables{{"HOME", "/srv/alice"}, {"EMPTY", ""}};
  CHECK(value_of(variables, "HOME") == "/srv/alice");
  CHECK_FALSE(value_of(variables, "EMPTY"));
  CHECK_FALSE(value_of(variables, "ABSENT"));
}

TEST_CASE("the environment of this process is seen") {
  REQUIRE(setenv("A_VARIABLE_OF_THIS_TEST", "a=b", 1) == 0);
  CHECK(value_of(process_environment(), "A_VARIABLE_OF_THIS_TEST") == "a=b");
}

TEST_SUITE_END();

} // namespace vestnik::config::environment_tests
