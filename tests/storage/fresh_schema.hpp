#pragma once

#include <string>

namespace vestnik::storage::test {

/// An empty schema of the tests' PostgreSQL that exists for one test. The server's URL is
/// in TEST_POSTGRES, where tests/support/with_postgres.mjs puts it; without it,
/// tests that need one fail.
class fresh_schema {
public:
  fresh_schema();
  fresh_schema(const fresh_schema&) = delete;
  fresh_schema& operator=(const fresh_schema&) = delete;
  ~fresh_schema();

  /// Of the server, with the schema as the only one that is searched.
  [[nodiscard]] std::string url() const;
  /// The same through another socket folder.
  [[nodiscard]] std::string url_through(const std::string& folder) const;
  /// URL of the server.
  [[nodiscard]] static std::string server();
  /// Where the server's own socket is.
  [[nodiscard]] static std::string socket_folder();

private:
  std::string name_;
};

} // namespace vestnik::storage::test
