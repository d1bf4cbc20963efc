#include "mail/mime/header.hpp"

#include "mail/mime/encoded_word.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "mail/mime/shown_text.hpp"
#include "model/values/ascii.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <utility>

namespace vestnik::mail {

namespace {

constexpr std::size_t most_message_ids = 100;
constexpr int deepest_group = 8;
/// GMime recurses for each group that it takes a colon for, so that thousands end the stack.
constexpr std::ptrdiff_t most_colons = 1'000;

std::string one_line(std::string_view text) {
  std::string unfolded{text};
  std::ranges::replace(unfolded, '\t', ' ');
  return std::string{model::without_blanks(without_controls(unfolded))};
}

void add_addresses(std::vector<model::mail_address>& into, InternetAddressList* list, int depth) {
  const int count = internet_address_list_length(list);
  for (int i = 0; i < count; ++i) {
    auto* address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(address) && depth < deepest_group) {
      add_addresses(into, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)),
                    depth + 1);
    } else if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
      const auto* name = internet_address_get_name(address);
      const auto* mailbox = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
      into.push_back(
          {one_line(name != nullptr ? name : ""), one_line(mailbox != nullptr ? mailbox : "")});
    }
  }
}

std::vector<model::mail_address> parsed_addresses(const std::string& text) {
  std::vector<model::mail_address> result;
  if (std::ranges::count(text, ':') > most_colons)
    return result;
  const gobject_ptr<InternetAddressList> list{
      internet_address_list_parse(gmime_options(), text.c_str())};
  if (list)
    add_addresses(result, list.get(), 0);
  return result;
}

/// The addresses of a list, as written, cut at commas, and at semicolons as Outlook does. Names
/// of groups are left out, and what has neither @ nor < belongs to the name that follows.
std::vector<std::string> addresses_in(std::string_view text) {
  std::vector<std::string> result;
  std::string piece;
  bool has_address = false;
  char until = '\0';
  const auto end_piece = [&](char by) {
    if (by == ',' && !piece.empty() && !has_address) {
      piece += by;
      return;
    }
    has_address = false;
    if (piece.find_first_not_of(" \t,") != piece.npos)
      result.emplace_back(std::move(piece));
    piece.clear();
  };
  static constexpr std::string_view opening = "\"(<[";
  static constexpr std::string_view closing = "\")>]";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' || c == '\n')
      continue;
    if (until == '\0' && (c == ',' || c == ';')) {
      end_piece(c);
      continue;
    }
    if (until == '\0' && c == ':') {
      piece.clear();
      has_address = false;
      continue;
    }
    piece += c;
    has_address = has_address || c == '@' || c == '<';
    if (c == '\\' && i + 1 < text.size())
      piece += text[++i];
    else if (c == until)
      until = '\0';
    else if (const auto kind = opening.find(c); until == '\0' && kind != opening.npos)
      until = closing[kind];
  }
  end_piece(';');
  return result;
}

/// Whatever stands before an angle is the name and what is inside the address; else the last
/// word with an @ is the address.
model::mail_address read_anyhow(std::string_view text) {
  std::string_view name;
  std::string_view address;
  if (const auto angle = text.rfind('<'); angle != text.npos) {
    name = text.substr(0, angle);
    address = text.substr(angle + 1, text.find('>', angle) - angle - 1);
  } else {
    text = model::without_blanks(text);
    const auto at = text.rfind('@');
    const auto blank = at == text.npos ? at : text.rfind(' ', at);
    name = at == text.npos ? text : text.substr(0, blank == text.npos ? 0 : blank);
    address = text.substr(name.size());
  }
  auto shown = one_line(decode_encoded_words(name));
  std::erase(shown, '"');
  return {std::move(shown), one_line(address)};
}

/// With what the parser leaves out: addresses that break the grammar, such as the dots that
/// some Japanese providers allow (`a..b.@docomo.ne.jp`).
std::vector<model::mail_address> all_addresses(const std::string& text) {
  auto parsed = parsed_addresses(text);
  const auto pieces = addresses_in(text);
  if (parsed.size() >= pieces.size())
    return parsed;
  std::vector<model::mail_address> result;
  for (const auto& piece : pieces) {
    auto one = parsed_addresses(piece);
    if (one.empty())
      one.push_back(read_anyhow(piece));
    std::ranges::copy_if(one, std::back_inserter(result),
                         [](const auto& x) { return !x.name.empty() || !x.address.empty(); });
  }
  return result;
}

/// Some mailers write a zone of three digits: `-600`.
std::string with_whole_zone(std::string_view date) {
  std::string result{date};
  const auto sign = result.find_last_of("+-");
  const auto end = sign == result.npos ? sign : result.find_first_not_of("0123456789", sign + 1);
  if (sign != result.npos && std::min(end, result.size()) - sign == 4)
    result.insert(sign + 1, 1, '0');
  return result;
}

} // namespace

std::string decode_text(std::string_view raw, std::string_view undeclared) {
  return one_line(decode_encoded_words(raw, undeclared));
}

std::vector<model::mail_address> decode_addresses(std::string_view raw,
                                                  std::string_view undeclared) {
  return all_addresses(rewrite_encoded_words(raw, undeclared));
}

model::timestamp decode_date(std::string_view raw) {
  const auto text = with_whole_zone(raw);
  auto* date = g_mime_utils_header_decode_date(text.c_str());
  if (date == nullptr)
    return {};
  const std::chrono::seconds since{g_date_time_to_unix(date)};
  g_date_time_unref(date);
  return model::timestamp{since};
}

std::vector<std::string> decode_message_ids(std::string_view raw) {
  std::vector<std::string> result;
  const std::string text{raw};
  auto* ids = g_mime_references_parse(gmime_options(), text.c_str());
  const int count = g_mime_references_length(ids);
  for (int i = 0; i < count && result.size() < most_message_ids; ++i)
    result.push_back(one_line(g_mime_references_get_message_id(ids, i)));
  g_mime_references_free(ids);
  return result;
}

} // namespace vestnik::mail
