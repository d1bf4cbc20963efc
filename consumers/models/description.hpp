#pragma once

#include "model/error.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// An object's fields, as JSON.
using row = boost::json::object;

/// What a field holds. `id` is a whole number that is written as a decimal string.
enum class column_kind : std::uint8_t { integer, real, text, boolean, id };

/// Who sets a field.
enum class setter : std::uint8_t { client, server };

/// One field of a model.
struct column {
  std::string name;
  column_kind kind = column_kind::text;
  setter by = setter::client;
  /// `optional` may be null, and missing in input.
  enum class presence : std::uint8_t { required, optional };
  presence rule = presence::required;
  /// Of whole numbers, both ends included.
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

/// A model, without its type: what `described.hpp` finds out about a struct.
struct model_description {
  std::string table;
  /// Name of the field that identifies an object; the server sets it unless it is text.
  std::string key;
  std::vector<column> columns;

  [[nodiscard]] const column* find(std::string_view name) const;

  // -- SQL, with parameters $1, $2 … in the order of the columns

  [[nodiscard]] std::string create_text() const;
  [[nodiscard]] std::string insert_text() const;
  /// $1 … are the fields, in their order; the last is the key.
  [[nodiscard]] std::string update_text(const std::vector<std::string>& fields) const;
  [[nodiscard]] std::string select_text() const;
  [[nodiscard]] std::string delete_text() const;
};

/// How much of an object an input must have.
enum class completeness : std::uint8_t { whole, part };

/// Fields of a model that one mount shows and takes.
class field_list {
public:
  /// @param shown all of the model's if empty. @param fixed those that clients may not
  /// set, beside the model's own. Errors: `invalid`, naming the list and the field.
  [[nodiscard]] static model::result<field_list> make(const model_description& of,
                                                      const std::vector<std::string>& shown,
                                                      const std::vector<std::string>& fixed);

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return shown_; }

  /// Those of them that a client may set.
  [[nodiscard]] const std::vector<std::string>& writable() const noexcept { return writable_; }

  /// The shown fields of an object.
  [[nodiscard]] row cut(const row& whole) const;

  /// The shown fields in which two states of an object differ, as they are afterwards.
  [[nodiscard]] row changes(const row& before, const row& after) const;

  /// What a client sent, checked. Errors: `invalid` naming the field: unknown, not the
  /// client's to set, missing, of the wrong kind.
  [[nodiscard]] model::result<row> read(const row& input, completeness rule) const;

private:
  const model_description* model_ = nullptr;
  std::vector<std::string> shown_;
  std::vector<std::string> writable_;
};

/// A key that a client sent, in its canonical form. Errors: `invalid` for `pk`.
[[nodiscard]] model::result<boost::json::value> read_key(const model_description& of,
                                                         const boost::json::value* sent);

/// Whether the object has all these values.
[[nodiscard]] bool matches_all(const row& object, const row& wanted);

} // namespace vestnik::consumers
