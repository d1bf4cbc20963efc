#pragma once

#include "consumers/ports/object_store.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// The reference of an `object_store`: everything in memory, for one thread; for tests,
/// examples and small programs. Every function answers before it returns.
class memory_store final : public object_store {
public:
  /// @param of must outlive the store; `description_of` does.
  explicit memory_store(const table_description& of)
      : model_{of} {}

  /// Several writes that are committed together or not at all. Ends without a trace unless
  /// `commit` was called. One at a time.
  class transaction {
  public:
    explicit transaction(memory_store& store)
        : store_{store}
        , last_key_{store.last_key_} {}

    [[nodiscard]] model::result<row> insert(row object);
    [[nodiscard]] model::result<row> update(const boost::json::value& key, const row& fields);
    [[nodiscard]] model::result<row> remove(const boost::json::value& key);

    /// Makes the writes visible, then tells the feed of each, in their order.
    void commit();

  private:
    friend class memory_store;
    using place = std::pair<std::int64_t, std::string>;

    [[nodiscard]] std::shared_ptr<const row> at(const place& key) const;
    void apply();
    void publish() const;

    memory_store& store_;
    /// Null where an object was removed.
    std::map<place, std::shared_ptr<const row>> written_;
    std::int64_t last_key_ = 0;
    std::vector<change> changes_;
  };

  [[nodiscard]] watch follow(change_handler on_change, ready_handler ready) override;
  void find(const boost::json::value& key, row_handler done) override;
  void list(const list_query& wanted, list_handler done) override;
  void insert_once(row object, std::string op, row_handler done) override;
  void update(const boost::json::value& key, row fields, row before, row_handler done) override;
  void remove(const boost::json::value& key, row before, row_handler done) override;

private:
  /// Numbers by value, texts by their characters.
  using place = std::pair<std::int64_t, std::string>;

  [[nodiscard]] place place_of(const boost::json::value& key) const;
  void tell(const std::vector<change>& changes);
  /// Errors: as of `update`.
  [[nodiscard]] model::result<void> is_still(const boost::json::value& key,
                                             const row& before) const;

  const table_description& model_;
  std::map<place, std::shared_ptr<const row>> objects_;
  std::vector<std::weak_ptr<const change_handler>> watches_;
  std::int64_t last_key_ = 0;
  std::uint64_t position_ = 0;
  /// What the named operations have made.
  std::map<std::string, row> operations_;
};

} // namespace vestnik::consumers
