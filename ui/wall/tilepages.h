#pragma once

#include "ui/wall/narrowing.h"
#include "ui/wall/scope.h"
#include "ui/wall/tilefield.h"

#include <vector>

namespace checkwatch::wall {

/// The tiles of a screen, all at once or in pages that take turns: a page shows the servers that its filter lets through, and
/// what is on none of them has a page of its own. While something is DOWN or fires, only the pages that show such servers
/// take turns. Everything else on the screen is about all pages. GUI thread.
class TilePages
{
public:
    explicit TilePages(const Scope& scope) { setScope(scope); }

    void setScope(const Scope& scope);
    /// `now`: when it is looked at, no earlier than the snapshot.
    void take(const fleet::SnapshotPtr& snapshot, base::Timestamp now);
    /// Puts the page of that turn into a scene.
    void add(Composer& composer, const QRectF& panel, double ratio, const common::Theme& theme, const Moment& moment,
             int turn);
    /// "Tiles: backend:api* (2 of 3)"; "" where there is one.
    [[nodiscard]] QString words(int turn) const;

    /// What stood in the scene the last time.
    [[nodiscard]] const TileField& field() const { return m_pages[m_shown].field; }
    /// Whether any page is a matrix of servers and HAProxies.
    [[nodiscard]] bool isMatrix() const;

private:
    struct Page
    {
        QString text;
        Narrowing narrowing;
        TileField field;
        bool empty = true;
        bool urgent = false; ///< something is DOWN or fires
    };
    /// Which pages take turns.
    [[nodiscard]] std::vector<std::size_t> turning() const;

    std::vector<Page> m_pages; ///< at least one
    std::size_t m_shown = 0;
};

} // namespace checkwatch::wall
