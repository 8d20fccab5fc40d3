#pragma once

#include "models/recording/database.h"

#include <array>
#include <string>
#include <string_view>

/// How the tables are called in the file. For database*.cpp.
namespace checkwatch::recording {

inline constexpr std::array<std::string_view, 3> tables{"root", "manifest", "frame"};
/// Statements that are kept for each table.
inline constexpr std::size_t verbsOfTable = 3;

inline std::string tableName(Table table)
{
    return std::string(tables[static_cast<std::size_t>(table)]);
}

} // namespace checkwatch::recording
