#include "app/run/pagebreaks.h"

namespace checkwatch::app {
namespace {

/// What has to be on one page with `first`, its room above not counted.
double heightFrom(const std::vector<Piece>& pieces, std::size_t first)
{
    double height = pieces[first].height;
    for (std::size_t i = first; pieces[i].withNext && i + 1 < pieces.size(); ++i) {
        height += pieces[i + 1].above + pieces[i + 1].height;
    }
    return height;
}

} // namespace

std::vector<PlacedPiece> placedPieces(const std::vector<Piece>& pieces, double pageHeight)
{
    std::vector<PlacedPiece> out;
    std::size_t page = 0;
    double y = 0;
    bool fresh = true; // nothing is on the page
    const auto place = [&](std::size_t piece) {
        out.push_back({piece, page, y});
        y += pieces[piece].height;
    };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& piece = pieces[i];
        if (!fresh && y + piece.above + heightFrom(pieces, i) > pageHeight) {
            ++page;
            y = 0;
            fresh = true;
            if (piece.head) {
                place(*piece.head);
            }
        } else if (!fresh) {
            y += piece.above;
        }
        place(i);
        fresh = false;
    }
    return out;
}

} // namespace checkwatch::app
