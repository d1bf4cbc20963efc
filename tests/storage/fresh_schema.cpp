#include "fresh_schema.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string_view>

#include <unistd.h>

namespace vestnik::storage::test {

namespace {

constexpr std::string_view host_key = "?host=";

void run(const std::string& text) {
  pqxx::connection connection{fresh_schema::server()};
  pqxx::nontransaction channel{connection};
  channel.exec(text);
}

} // namespace

fresh_schema::fresh_schema() {
  static int made = 0;
  name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++made);
  run("CREATE SCHEMA " + name_);
}

fresh_schema::~fresh_schema() {
  // What cannot be dropped goes with the server.
  try {
    run("DROP SCHEMA " + name_ + " CASCADE");
  } catch (const std::exception& thrown) {
    MESSAGE(thrown.what());
  }
}

std::string fresh_schema::server() {
  const char* url = std::getenv("TEST_POSTGRES");
  REQUIRE_MESSAGE(url != nullptr,
                  "this test needs a PostgreSQL: run it by ctest, or by "
                  "`node tests/support/with_postgres.mjs build/asan/tests/test_storage`");
  return url;
}

std::string fresh_schema::url() const { return server() + "&options=-csearch_path%3D" + name_; }

std::string fresh_schema::url_through(const std::string& folder) const {
  auto all = url();
  const auto begin = all.find(host_key) + host_key.size();
  return all.replace(begin, all.find('&', begin) - begin, folder);
}

std::string fresh_schema::socket_folder() {
  pqxx::connection connection{server()};
  return connection.hostname();
}

} // namespace vestnik::storage::test
