#pragma once

#include "model/error.hpp"
#include "model/values/words.hpp"

#include <boost/json/object.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::model {

/// What a text field may be.
struct text_rule {
  /// In code points.
  std::size_t least = 0;
  std::size_t most = 0;
  /// `printable` refuses what `has_control` finds.
  enum class characters : std::uint8_t { any, printable };
  characters allowed = characters::any;
};

/// Up to `most` characters, all of which show.
[[nodiscard]] constexpr text_rule printable(std::size_t most) {
  return {1, most, text_rule::characters::printable};
}

/// A text with a form of its own.
struct text_form {
  text_rule rule;
  bool (*fits)(std::string_view text) noexcept = nullptr;
  /// Of what does not fit, after the name of the field: `must be an e-mail address`.
  std::string_view demand;
  /// For the document of the endpoints: rule and form as a JSON Schema.
  std::string_view schema;
};

/// What a number field may be, both ends included.
struct number_rule {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

/// What a list of ids may be: so many of them, each once.
struct id_list_rule {
  std::size_t least = 0;
  std::size_t most = 0;
};

/// What a list of places in a room's log may be: so many of them, each once.
struct seq_list_rule {
  std::size_t least = 0;
  std::size_t most = 0;
};

/// Reads the fields of a JSON object that an untrusted peer sent. Each reader
/// returns the value, or a placeholder after keeping the reason for the refusal;
/// so a request is read in straight lines and judged once, by `problem`:
/// ```
/// fields in{body};
/// auto login = in.text("login", {3, 32});
/// auto limit = in.number_or("limit", {1, 200}, 50);
/// if (auto problem = in.problem()) …
/// ```
/// The object must outlive the reader. Refusals are `ec::invalid`, name the field
/// and say what is allowed.
class fields {
public:
  explicit fields(const boost::json::object& from)
      : from_{from} {}

  // -- required: a missing field is a problem --------------------------------------

  [[nodiscard]] std::string text(std::string_view name, text_rule rule);
  [[nodiscard]] std::string formed_text(std::string_view name, const text_form& form);

  [[nodiscard]] std::uint64_t number(std::string_view name, number_rule rule);

  /// A UUID in the canonical form 8-4-4-4-12, kept as it is written (RFC 9562 §4).
  [[nodiscard]] std::string uuid(std::string_view name);

  /// A decimal id in a string.
  template <class Id>
  [[nodiscard]] Id id(std::string_view name) {
    return Id{id_number(name)};
  }

  /// An array of decimal ids in strings.
  template <class Id>
  [[nodiscard]] std::vector<Id> ids(std::string_view name, id_list_rule rule) {
    std::vector<Id> all;
    for (const auto number : id_numbers(name, rule))
      all.push_back(Id{number});
    return all;
  }

  [[nodiscard]] std::vector<std::uint64_t> seqs(std::string_view name, seq_list_rule rule);

  /// One of the words of `allowed`, as its value.
  template <class Enum, std::size_t Size>
  [[nodiscard]] Enum one_of(std::string_view name, const words<Enum, Size>& allowed) {
    std::array<std::string_view, Size> texts;
    for (std::size_t i = 0; i < Size; ++i)
      texts[i] = allowed[i].first;
    return allowed[word_index(name, texts.data(), Size)].second;
  }

  /// Any value, for a reader of its own that reports by `refuse`; null if missing.
  [[nodiscard]] const boost::json::value* value(std::string_view name);

  // -- optional: a missing field has the given value --------------------------------

  /// Whether it is there, for those that mean something else when they are not.
  [[nodiscard]] bool has(std::string_view name) { return find(name) != nullptr; }

  [[nodiscard]] std::string text_or(std::string_view name, text_rule rule, std::string missing);
  [[nodiscard]] std::uint64_t number_or(std::string_view name, number_rule rule,
                                        std::uint64_t missing);

  // -- judgement --------------------------------------------------------------------

  /// Keeps a reason for refusal; of several the first counts.
  void refuse(std::string_view name, std::string message);

  /// Why the object is refused, if it is: the first bad field, else the first field
  /// that no reader asked for (docs/security.md C4).
  [[nodiscard]] std::optional<error> problem() const;

private:
  [[nodiscard]] const boost::json::value* find(std::string_view name);
  [[nodiscard]] std::int64_t id_number(std::string_view name);
  [[nodiscard]] std::vector<std::int64_t> id_numbers(std::string_view name, id_list_rule rule);
  [[nodiscard]] std::size_t word_index(std::string_view name, const std::string_view* words,
                                       std::size_t count);

  const boost::json::object& from_;
  std::vector<std::string_view> known_;
  std::optional<error> problem_;
};

} // namespace vestnik::model
