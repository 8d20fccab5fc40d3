#pragma once

#include "ui/wall/scale.h"
#include "ui/wall/scene.h"

namespace checkwatch::wall {

/// Adds to a scene, with text cut to its room. The parts of the wall are written with it.
class Composer
{
public:
    Composer(Scene& scene, const Scale& scale) : m_scene(scene), m_scale(scale) {}

    [[nodiscard]] const Scale& scale() const noexcept { return m_scale; }

    /// A panel's ground.
    void panel(const QRectF& box);
    void box(const SceneBox& box) { m_scene.boxes.push_back(box); }
    /// `ink`: where it stands on a fill, what is written there with.
    void glyph(const QRectF& box, common::Glyph glyph, double fraction = 0.25, std::optional<common::Role> ink = {});
    void image(const QRectF& box, const QImage& image) { m_scene.images.push_back({box, image}); }

    struct Words
    {
        QString text;
        int px = 24;
        bool bold = false;
        common::Role ink = common::Role::Text;
        common::Role ground = common::Role::Panel;
    };
    /// From the left edge of `room` and as wide as it needs; gives the width. Nothing where not even "…" fits.
    double left(const QRectF& room, const Words& words);
    /// To the right edge; gives the width.
    double right(const QRectF& room, const Words& words);
    double centred(const QRectF& room, const Words& words);

private:
    double put(const QRectF& room, const Words& words, Qt::Alignment align);

    Scene& m_scene;
    Scale m_scale;
};

} // namespace checkwatch::wall
