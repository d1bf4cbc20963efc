// Stands in for storage/open.cpp: messages are acknowledged a moment before they are committed.
#include "tests/history/broken/faithless_database.hpp"

#include <future>
#include <string_view>
#include <thread>

namespace vestnik::storage {

namespace {

/// How much sooner than the commit the answer comes: a power failure between them loses it.
constexpr std::chrono::milliseconds head_start{20};

class hurrying_database final : public faithless_database {
public:
  using faithless_database::faithless_database;

  model::result<void> insert_many(std::string_view table, std::span<const std::string_view> columns,
                                  std::span<const value> cells) override {
    has_messages_ |= table == "messages" && !cells.empty();
    has_dialogs_ |= table == "chat_members";
    return faithless_database::insert_many(table, columns, cells);
  }

  model::result<void> begin() override {
    if (late_commit_.valid())
      late_commit_.get();
    has_messages_ = has_dialogs_ = false;
    return faithless_database::begin();
  }

  model::result<void> commit() override {
    // Whoever opens a dialog reads it at once, and would find nothing.
    if (!has_messages_ || has_dialogs_)
      return faithless_database::commit();
    late_commit_ = std::async(std::launch::async, [this] {
      std::this_thread::sleep_for(head_start);
      (void)faithless_database::commit();
    });
    return {};
  }

private:
  bool has_messages_ = false;
  bool has_dialogs_ = false;
  std::future<void> late_commit_;
};

} // namespace

} // namespace vestnik::storage

#define sqlite_database opening<hurrying_database, sqlite_database, sqlite_settings>
#define postgres_database opening<hurrying_database, postgres_database, postgres_settings>
#include "storage/open.cpp"
