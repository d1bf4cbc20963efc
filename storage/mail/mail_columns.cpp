#include "storage/mail/mail_columns.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstddef>
#include <cstdint>

namespace vestnik::model {

BOOST_DESCRIBE_STRUCT(mail_address, (), (name, address))
BOOST_DESCRIBE_STRUCT(mail_attachment, (), (name, type, size, content_id))

} // namespace vestnik::model

namespace vestnik::storage {

namespace {

// Written out, and not boost::json::try_value_to: its way through results makes g++ 12
// warn of uninitialised strings when it optimises for sanitizers.

bool read(const boost::json::value& from, std::string& to) {
  const auto* text = from.if_string();
  if (text != nullptr)
    to.assign(text->data(), text->size());
  return text != nullptr;
}

bool read(const boost::json::value& from, std::uint64_t& to) {
  boost::json::error_code failed;
  to = from.to_number<std::uint64_t>(failed);
  return !failed;
}

template <class Item,
          class Members = boost::describe::describe_members<Item, boost::describe::mod_public>>
bool read(const boost::json::value& from, Item& to) {
  const auto* object = from.if_object();
  bool complete = object != nullptr;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    const auto* found = complete ? object->if_contains(member.name) : nullptr;
    complete = found != nullptr && read(*found, to.*member.pointer);
  });
  return complete;
}

template <class Item>
model::result<std::vector<Item>> to_list(std::string_view column) {
  const model::error damaged{model::ec::internal, "a stored list of a mail cannot be read"};
  boost::json::error_code failed;
  const auto json = boost::json::parse(column, failed);
  const auto* array = failed ? nullptr : json.if_array();
  if (array == nullptr)
    return damaged;
  std::vector<Item> list(array->size());
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!read((*array)[i], list[i]))
      return damaged;
  return list;
}

} // namespace

std::string to_column(const std::vector<model::mail_address>& list) {
  return boost::json::serialize(boost::json::value_from(list));
}

std::string to_column(const std::vector<model::mail_attachment>& list) {
  return boost::json::serialize(boost::json::value_from(list));
}

std::string to_column(const std::vector<std::string>& list) {
  return boost::json::serialize(boost::json::value_from(list));
}

model::result<std::vector<model::mail_address>> to_addresses(std::string_view column) {
  return to_list<model::mail_address>(column);
}

model::result<std::vector<model::mail_attachment>> to_attachments(std::string_view column) {
  return to_list<model::mail_attachment>(column);
}

model::result<std::vector<std::string>> to_strings(std::string_view column) {
  return to_list<std::string>(column);
}

} // namespace vestnik::storage
