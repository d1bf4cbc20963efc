// Stands in for storage/open.cpp: no operation is recognised when it is repeated.
#include "tests/history/broken/faithless_database.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace vestnik::storage {

namespace {

class forgetful_database final : public faithless_database {
public:
  using faithless_database::faithless_database;

  model::result<void> execute(statement what, std::span<const value> parameters,
                              const row_visitor& visit) override {
    if (what.text().find("INSERT INTO operations") == std::string_view::npos)
      return faithless_database::execute(what, parameters, visit);
    std::vector<value> altered{parameters.begin(), parameters.end()};
    const auto op = fmt::format("operation {} since the start", ++operations_);
    altered.at(1) = value{op};
    return faithless_database::execute(what, altered, visit);
  }

private:
  std::uint64_t operations_ = 0;
};

} // namespace

} // namespace vestnik::storage

#define sqlite_database opening<forgetful_database>
#include "storage/open.cpp"
