// The car of lesson 03; twin of dashboard.py, tests hold the two together. No DOM.
// Pedal p (%) → engine r (rpm) → speed v (km/h) → u (m/s) → drag D (kW). A gear is given by its ratio.

const GEARS = [3.6, 2.1, 1.4, 1.0, 0.8];
const IDLE = 800; // rpm
const REVS_TO_GAIN = 5200; // rpm
const PEDAL_SCALE = 40; // %
const KMH_PER_RPM_IN_ONE = (60 / 1000) * Math.PI * 0.64 / 3.9; // wheel 0.64 m, final drive 3.9
const KMH_PER_MS = 3.6;
const DRAG_IN_KW = (0.5 * 1.2 * 0.66) / 1000; // ½ · air density · drag area, kW per W

// All values and the four local rates at pedal position p.
function drive(p, ratio) {
  const fade = Math.exp(-p / PEDAL_SCALE);
  const rpm = IDLE + REVS_TO_GAIN * (1 - fade);
  const dv_dr = KMH_PER_RPM_IN_ONE / ratio;
  const speed = rpm * dv_dr;
  const u = speed / KMH_PER_MS;
  const rates = {
    dr_dp: (REVS_TO_GAIN / PEDAL_SCALE) * fade,
    dv_dr,
    du_dv: 1 / KMH_PER_MS,
    dD_du: 3 * DRAG_IN_KW * u ** 2,
  };
  const dv_dp = rates.dv_dr * rates.dr_dp;
  return { rpm, speed, u, drag: DRAG_IN_KW * u ** 3, ...rates, dv_dp, dD_dp: rates.dD_du * rates.du_dv * dv_dp };
}

// What `push` % more pedal adds: by the rates at p, and in reality. The pedal ends at 100 %.
function pressMore(p, push, ratio) {
  const end = Math.min(100, Math.max(0, p + push));
  const before = drive(p, ratio);
  const after = drive(end, ratio);
  const moved = end - p;
  return {
    end, moved,
    predicted: { rpm: before.dr_dp * moved, speed: before.dv_dp * moved, drag: before.dD_dp * moved },
    real: { rpm: after.rpm - before.rpm, speed: after.speed - before.speed, drag: after.drag - before.drag },
  };
}

export { GEARS, drive, pressMore };
