import { useEffect, useRef, useState } from 'react';

/** How wide a chart's place is: drawn in the screen's own pixels, its words keep their size on a phone. */
export function useWidth<Place extends Element>(usual: number) {
  const place = useRef<Place>(null);
  const [width, setWidth] = useState(usual);
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  return { place, width };
}
