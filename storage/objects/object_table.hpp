#pragma once

#include "model/table.hpp"
#include "storage/sql/database.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::storage {

/// The table `model_<name>` of a model: its columns, and all statements on it, built once.
/// It never changes, and all connections share it.
///
/// A field is a column of its name. Ids are BIGINT and truths SMALLINT; a key that is text
/// is BYTEA, so that keys have one order, that of their code points, under every collation.
/// A required column has its field's initial value by default, so that a program that does not know
/// the field can still insert.
class object_table {
public:
  /// @param of outlives it, and `problem_of` finds nothing.
  explicit object_table(const model::table_description& of);
  object_table(const object_table&) = delete;
  object_table& operator=(const object_table&) = delete;

  [[nodiscard]] const model::table_description& description() const noexcept {
    return description_;
  }

  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  /// In the order of the description, in quotes.
  [[nodiscard]] std::span<const std::string_view> columns() const noexcept { return columns_; }

  // -- statements; valid as long as the table ------------------------------------------

  [[nodiscard]] statement create() const noexcept { return statement{create_}; }
  /// Rows that are there get the column's initial value.
  /// @param column its place in the description.
  [[nodiscard]] statement add(std::size_t column) const noexcept {
    return statement{adds_.at(column)};
  }

  /// $1: the key.
  [[nodiscard]] statement find() const noexcept { return statement{find_}; }
  /// For each (place, key) that is there: the place, then the row.
  [[nodiscard]] bulk_statement find_each() const noexcept;
  /// For each key.
  [[nodiscard]] bulk_statement erase_each() const noexcept;
  /// Sets the fields of each object that is there. For each `append_update`.
  [[nodiscard]] bulk_statement update_each() const noexcept;

  enum class filter : std::uint8_t { none, equal };

  /// $1: the least key, $2: limit, $3: offset, $4 …: `filter_cells`.
  [[nodiscard]] statement page(filter by) const noexcept {
    return statement{by == filter::none ? page_ : page_filtered_};
  }
  /// $1 …: `filter_cells`.
  [[nodiscard]] statement count(filter by) const noexcept {
    return statement{by == filter::none ? count_ : count_filtered_};
  }
  /// The greatest key that is or was; null if there was none. $1: the model.
  [[nodiscard]] statement newest() const noexcept { return statement{newest_}; }
  /// Begins to note the greatest key, unless that was begun. $1: the model.
  [[nodiscard]] statement note_newest() const noexcept { return statement{note_newest_}; }

  // -- cells: views of what they are made of -------------------------------------------

  /// @param key as `model::fits` its column.
  [[nodiscard]] value key_cell(const boost::json::value& key) const;
  /// The fields of an object that has them all, in the order of `columns`.
  void append_cells(const boost::json::object& from, std::vector<value>& to) const;
  /// The key of such an object, then for each other field whether it is null and what it is, since
  /// a column of rows may be null in all of them.
  void append_update(const boost::json::object& from, std::vector<value>& to) const;
  /// @param equal fields of the table with what `fits` them.
  [[nodiscard]] std::vector<value> filter_cells(const boost::json::object& equal) const;

  /// The object of a row whose columns begin at `first`.
  [[nodiscard]] boost::json::object read(const row& from, int first) const;

private:
  const model::table_description& description_;
  std::string name_;
  std::vector<std::string> quoted_;
  std::vector<std::string_view> columns_;
  std::vector<std::string> given_;
  std::vector<std::string_view> given_columns_;

  std::string create_;
  std::vector<std::string> adds_;
  std::string find_;
  std::string find_each_;
  std::string erase_each_;
  std::string update_each_;
  std::string page_;
  std::string page_filtered_;
  std::string count_;
  std::string count_filtered_;
  std::string newest_;
  std::string note_newest_;
};

using object_table_ptr = std::shared_ptr<const object_table>;

} // namespace vestnik::storage
