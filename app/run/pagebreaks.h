#pragma once

#include <cstddef>
#include <optional>
#include <vector>

/// Which piece of a document goes on which page.
namespace checkwatch::app {

/// What is never parted: a paragraph, a picture, a row of a table.
struct Piece
{
    double height = 0;
    double above = 0;                  ///< room before it, which it needs at the top of no page
    bool withNext = false;             ///< on the page of the one after it: a heading, the head of a table
    std::optional<std::size_t> head{}; ///< an earlier piece that stands again above it where it begins a page
};

struct PlacedPiece
{
    std::size_t piece = 0;
    std::size_t page = 0;
    double top = 0; ///< on its page
    bool operator==(const PlacedPiece&) const = default;
};

/// From top to bottom, in their order, heads again where they are needed. Units are those of `pageHeight`. What is higher than a
/// page has one of its own, and is cut.
std::vector<PlacedPiece> placedPieces(const std::vector<Piece>& pieces, double pageHeight);

} // namespace checkwatch::app
